import type { Scenario } from './answer.ts'
import { bareError } from './bare-error.ts'
import { bareNan } from './bare-nan.ts'
import { emptySegments } from './empty-segments.ts'
import { errorWith200 } from './error-with-200.ts'
import { extraMembers } from './extra-members.ts'
import { failedAlignment } from './failed-alignment.ts'
import { fallingTimes } from './falling-times.ts'
import { floatNoise } from './float-noise.ts'
import { instants } from './instants.ts'
import { interpolatedWords } from './interpolated-words.ts'
import { leadingSpaces } from './leading-spaces.ts'
import { misplacedWords } from './misplaced-words.ts'
import { noWords } from './no-words.ts'
import { noWordsKey } from './no-words-key.ts'
import { nothingSaid } from './nothing-said.ts'
import { nullLanguage } from './null-language.ts'
import { nullLists } from './null-lists.ts'
import { nullScores } from './null-scores.ts'
import { nullUsage } from './null-usage.ts'
import { numbersAsStrings } from './numbers-as-strings.ts'
import { otherSpelling } from './other-spelling.ts'
import { overlaps } from './overlaps.ts'
import { singleCharacters } from './single-characters.ts'
import { undocumentedStatus } from './undocumented-status.ts'
import { untimedWords } from './untimed-words.ts'

interface NamedScenario {
  /** What is irregular about the answer. */
  says: string
  apply: Scenario
}

/** The irregularities that clients of these services have met, each by its number. */
export const SCENARIOS: ReadonlyMap<string, NamedScenario> = new Map([
  ['E.1', { says: 'the result’s key in the other spelling (302)', apply: otherSpelling }],
  [
    'E.2',
    { says: 'a task that is not done has an undocumented status (302)', apply: undocumentedStatus },
  ],
  ['E.3', { says: 'an error with status 200, after the work is done', apply: errorWith200 }],
  ['E.4', { says: 'errors outside the usual envelope', apply: bareError }],
  [
    'E.6',
    {
      says: 'words with digits or symbols, else the second one, without times and score',
      apply: untimedWords,
    },
  ],
  [
    'E.7',
    {
      says: 'inner words with guessed times; in the last segment (302) none',
      apply: interpolatedWords,
    },
  ],
  ['E.9', { says: 'words in the wrong order', apply: fallingTimes }],
  ['E.10', { says: 'the first segment has text and no words', apply: failedAlignment }],
  ['E.12', { says: 'no `words` anywhere', apply: noWordsKey }],
  ['E.14', { says: '`words` null, and OpenAI’s `segments` as well', apply: nullLists }],
  ['E.15', { says: '`words` empty although asked for', apply: noWords }],
  ['E.16', { says: 'words named `text`, and OpenAI’s in the segments', apply: misplacedWords }],
  ['E.17', { says: 'every text and word begins with a space', apply: leadingSpaces }],
  ['E.18', { says: 'words and a segment that end where they start', apply: instants }],
  ['E.19', { says: 'an empty segment after each', apply: emptySegments }],
  ['E.20', { says: 'segments that overlap by half a second', apply: overlaps }],
  ['E.22', { says: 'bare NaN for scores, which is no JSON', apply: bareNan }],
  ['E.23', { says: 'scores null', apply: nullScores }],
  ['E.24', { says: 'times and the duration as strings', apply: numbersAsStrings }],
  ['E.25', { says: 'the noise of 32-bit floats', apply: floatNoise }],
  ['E.26', { says: 'the language null', apply: nullLanguage }],
  ['E.27', { says: 'the usage null', apply: nullUsage }],
  ['E.28', { says: 'members that only some servers send', apply: extraMembers }],
  ['E.32', { says: 'a transcript of nothing', apply: nothingSaid }],
  ['E.41', { says: 'each character a word', apply: singleCharacters }],
])
