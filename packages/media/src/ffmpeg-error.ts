import { CuekitError, type ErrorCode } from '@cuekit/core'
import type { ProgramResult } from './run-program.ts'

const LIMIT: [ErrorCode, string] = [
  'media_limit_exceeded',
  'The media needs more time, memory or space than is allowed here. Shorten it or make it smaller, then try again.',
]

const UNREADABLE: [ErrorCode, string] = [
  'unreadable_media',
  'This file is not audio or video that can be read, or it is damaged. Save it again as MP4, WebM, MP3, WAV, OGG or FLAC.',
]

/** What ffmpeg 4 to 8 say on stderr, and what it means to a user. The first match counts. */
const MEANINGS: readonly [RegExp, [ErrorCode, string]][] = [
  [
    /no space left on device|disk quota exceeded/i,
    ['storage_full', 'The disk of this machine is full.'],
  ],
  [
    /cannot allocate memory|failed to map segment|file too large|picture size .* (exceeds|is invalid)/i,
    LIMIT,
  ],
  [
    /matches no streams|does not contain any stream/i,
    ['no_audio', 'The file has no audio track, so there is nothing to transcribe.'],
  ],
  [
    /not on whitelist|whitelist(ed)?\b|invalid data found|could not find codec parameters|decoder .* not found|end of file|nothing was written|rematrix is needed/i,
    UNREADABLE,
  ],
]

function meaning(result: ProgramResult): [ErrorCode, string] {
  // A limit of the kernel shows as a signal: SIGXCPU or SIGKILL for time, SIGXFSZ for the size of a file.
  if (result.ended !== 'exit' || result.killedBy !== null) return LIMIT
  const match = MEANINGS.find(([pattern]) => pattern.test(result.stderr))
  return (
    match?.[1] ?? ['program_failed', 'ffmpeg could not process this file; the log has the details.']
  )
}

/** The error for a run of ffmpeg or ffprobe that failed. What the program wrote names paths, so it is only in `cause`. */
export function ffmpegError(result: ProgramResult): CuekitError {
  const [code, message] = meaning(result)
  const { ended, exitCode, killedBy, stderr } = result
  const how = ended === 'exit' ? `exit ${exitCode ?? killedBy}` : ended
  return new CuekitError(code, message, { cause: new Error(`ffmpeg: ${how}\n${stderr}`) })
}

export function unreadableMedia(cause: unknown): CuekitError {
  return new CuekitError(...UNREADABLE, { cause })
}

export function mediaTooLong(seconds: number): CuekitError {
  return new CuekitError(
    'media_limit_exceeded',
    `The media is longer than the ${Math.round(seconds / 60)} minutes allowed here. Cut it into parts.`,
  )
}

export function outputTooLarge(bytes: number): CuekitError {
  return new CuekitError(
    'media_limit_exceeded',
    `The result would be larger than the ${Math.round(bytes / 1e6)} MB allowed here. Cut the media into parts.`,
  )
}
