import type { Segment, Transcript } from '@cuekit/core'
import { deflateSync } from 'node:zlib'
import { languageName } from '../language-name.ts'

export interface VerboseOptions {
  words: boolean
  temperature: number
  /** ISO 639-1, as asked for. */
  language: string | undefined
}

/** Seconds of audio: what the engine measured, else where the last segment ends. */
export function secondsOf(transcript: Transcript): number {
  return transcript.duration ?? transcript.segments.at(-1)?.end ?? 0
}

/** Whisper's own measure: bytes of text over bytes of the same text deflated. */
function compressionRatio(text: string): number {
  const bytes = Buffer.from(text)
  return bytes.length === 0 ? 1 : bytes.length / deflateSync(bytes).length
}

function meanLogProbability(segment: Segment): number {
  const known = (segment.words ?? []).flatMap((word) =>
    word.confidence === undefined ? [] : [Math.log(Math.max(word.confidence, 1e-9))],
  )
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * `verbose_json`: all ten members of each segment. `tokens` is empty and `no_speech_prob` 0, since only Whisper's own
 * decoder knows them; `seek` is the first 10 ms frame of the 30 s window the segment lies in.
 */
export function verboseJson(transcript: Transcript, options: VerboseOptions): object {
  const seconds = secondsOf(transcript)
  const code = transcript.language ?? options.language
  return {
    task: 'transcribe',
    language: (code && languageName(code)) ?? 'unknown',
    duration: seconds,
    text: transcript.text,
    segments: transcript.segments.map((segment, id) => ({
      id,
      seek: Math.floor(segment.start / 30) * 3000,
      start: segment.start,
      end: segment.end,
      text: ` ${segment.text.trim()}`,
      tokens: [],
      temperature: options.temperature,
      avg_logprob: meanLogProbability(segment),
      compression_ratio: compressionRatio(segment.text),
      no_speech_prob: 0,
    })),
    ...(options.words ? { words: bareWords(transcript) } : {}),
    usage: { type: 'duration', seconds: Math.ceil(seconds) },
  }
}

/** Words as the documented example has them: without the punctuation around them. */
function bareWords(transcript: Transcript): object[] {
  return transcript.segments
    .flatMap((segment) => segment.words ?? [])
    .map(({ text, start, end }) => ({
      word: text.replace(/^\p{P}+|\p{P}+$/gu, '') || text,
      start,
      end,
    }))
}

function clock(seconds: number, separator: string): string {
  const ms = Math.round(seconds * 1000)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const rest = String(ms % 1000).padStart(3, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${separator}${rest}`
}

// The emulator writes its own subtitle files: a fault in the library's writers must not hide behind itself in tests.

/** One numbered entry a segment, as Whisper writes them. */
export function srt(transcript: Transcript): string {
  return transcript.segments
    .map(
      ({ start, end, text }, index) =>
        `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text.trim().replaceAll('-->', '->')}\n\n`,
    )
    .join('')
}

/** One cue a segment, without numbers; Whisper leaves zero hours out. */
export function vtt(transcript: Transcript): string {
  const time = (seconds: number): string => clock(seconds, '.').replace(/^00:/, '')
  const cues = transcript.segments.map(
    ({ start, end, text }) =>
      `${time(start)} --> ${time(end)}\n${text.trim().replaceAll('-->', '->')}\n\n`,
  )
  return `WEBVTT\n\n${cues.join('')}`
}
