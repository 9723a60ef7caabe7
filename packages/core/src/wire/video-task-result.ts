import * as z from 'zod/mini'
import type { Cue } from '../schemas/cue.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { parseCueTime } from './cue-time.ts'
import { readSegment, readWord } from './raw-transcript.ts'
import { buildTranscript, type TranscriptHints } from './transcript.ts'
import { isRecord, wireList, wireRecord } from './values.ts'

/** What a finished task holds. The answer names no kind: it follows from the keys. */
export type VideoTaskResult =
  | { kind: 'transcribe'; transcript: Transcript }
  | { kind: 'translate'; source: Cue[]; translation: Cue[] }
  | { kind: 'download'; videoUrl?: string; audioUrl: string }
  | { kind: 'burn'; videoUrl: string }
  | { kind: 'separate'; vocalsUrl?: string; backgroundUrl?: string }

const wireSubtitle = wireRecord(
  z.object({ segments: wireList(readSegment), word_segments: wireList(readWord) }),
)

const link = (record: Record<string, unknown>, names: readonly string[]): string | undefined => {
  const values = names.map((name) => record[name])
  return values.find(
    (value): value is string => typeof value === 'string' && /^https?:\/\//.test(value),
  )
}

// 302.AI's page says vocal_audio_url and background_audio_url; clients have met the others.
const VOCALS = ['vocal_audio_url', 'vocals_url', 'vocal_url', 'voice_url', 'vocals_audio_url']
const BACKGROUND = [
  'background_audio_url',
  'background_url',
  'no_vocals_url',
  'accompaniment_url',
  'instrumental_url',
]

/** Cues in order; one without readable times starts where the one before ended. Snake and camel case, comma and dot are read. */
function toCues(list: unknown): Cue[] {
  const cues: Cue[] = []
  for (const item of Array.isArray(list) ? list.filter(isRecord) : []) {
    const { text } = item
    if (typeof text !== 'string') continue
    const start = parseCueTime(item['start_time'] ?? item['startTime'] ?? item['start'])
    const end = parseCueTime(item['end_time'] ?? item['endTime'] ?? item['end'])
    const from = start ?? cues.at(-1)?.end ?? 0
    cues.push({ start: from, end: Math.max(from, end ?? from), lines: text.split(/\r?\n/) })
  }
  return cues
}

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
    return {
      kind: 'translate',
      source: toCues(result['src_subtitle']),
      translation: toCues(result['trans_subtitle']),
    }
  }
  const vocalsUrl = link(result, VOCALS)
  const backgroundUrl = link(result, BACKGROUND)
  if (vocalsUrl !== undefined || backgroundUrl !== undefined) {
    return {
      kind: 'separate',
      ...(vocalsUrl === undefined ? {} : { vocalsUrl }),
      ...(backgroundUrl === undefined ? {} : { backgroundUrl }),
    }
  }
  const audioUrl = link(result, ['audio_url'])
  const videoUrl = link(result, ['video_url'])
  if (audioUrl !== undefined) {
    return { kind: 'download', audioUrl, ...(videoUrl === undefined ? {} : { videoUrl }) }
  }
  return videoUrl === undefined ? undefined : { kind: 'burn', videoUrl }
}
