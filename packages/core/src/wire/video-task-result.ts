import * as z from 'zod/mini'
import type { Cue } from '../schemas/cue.ts'
import type { Transcript, Warning } from '../schemas/transcript.ts'
import { readSegment, readWord } from './raw-transcript.ts'
import { buildTranscript, type TranscriptHints } from './transcript.ts'
import { isRecord, wireList, wireRecord } from './values.ts'
import { readStems } from './video-stems.ts'
import { readTranslation } from './video-translation.ts'

/** What a finished task holds. The answer names no kind: it follows from the keys. */
export type VideoTaskResult =
  | { kind: 'transcribe'; transcript: Transcript }
  | { kind: 'translate'; source: Cue[]; translation: Cue[]; warnings: Warning[] }
  | { kind: 'download'; videoUrl?: string; audioUrl: string }
  | { kind: 'burn'; videoUrl: string }
  | { kind: 'separate'; vocalsUrl?: string; backgroundUrl?: string }

const wireSubtitle = wireRecord(
  z.object({ segments: wireList(readSegment), word_segments: wireList(readWord) }),
)

const link = (value: unknown): string | undefined =>
  typeof value === 'string' && /^https?:\/\//.test(value) ? value : undefined

/** Undefined while there is no result yet (missing, null, `{}`) and for one of no known kind. */
export function readVideoTaskResult(
  result: unknown,
  hints: TranscriptHints = {},
): VideoTaskResult | undefined {
  if (!isRecord(result)) return undefined
  // 302.AI's documentation spells the key `subtitile`, its own app reads `subtitle`.
  const subtitle = result['subtitile'] ?? result['subtitle']
  if (isRecord(subtitle)) {
    const { segments, word_segments: words } = z.parse(wireSubtitle, subtitle)
    return { kind: 'transcribe', transcript: buildTranscript({ segments, words }, hints) }
  }
  if (Array.isArray(result['trans_subtitle'])) {
    const pairs = readTranslation(result['src_subtitle'], result['trans_subtitle'])
    return { kind: 'translate', ...pairs }
  }
  const stems = readStems(result)
  if (stems) return { kind: 'separate', ...stems }
  const audioUrl = link(result['audio_url'])
  const videoUrl = link(result['video_url'])
  if (audioUrl !== undefined) {
    return { kind: 'download', audioUrl, ...(videoUrl === undefined ? {} : { videoUrl }) }
  }
  return videoUrl === undefined ? undefined : { kind: 'burn', videoUrl }
}
