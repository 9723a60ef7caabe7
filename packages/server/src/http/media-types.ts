import type { MediaType } from '@cuekit/core'

/** What `sniffMediaType` can tell and so an upload may be; shown by `GET /config` for the file picker. */
export const MEDIA_TYPES: readonly MediaType[] = [
  { type: 'video/mp4', extension: 'mp4' },
  { type: 'audio/mp4', extension: 'm4a' },
  { type: 'video/quicktime', extension: 'mov' },
  { type: 'video/3gpp', extension: '3gp' },
  { type: 'video/webm', extension: 'webm' },
  { type: 'video/x-matroska', extension: 'mkv' },
  { type: 'video/x-msvideo', extension: 'avi' },
  { type: 'video/mp2t', extension: 'ts' },
  { type: 'video/x-flv', extension: 'flv' },
  { type: 'video/x-ms-asf', extension: 'asf' },
  { type: 'audio/mpeg', extension: 'mp3' },
  { type: 'audio/wav', extension: 'wav' },
  { type: 'audio/ogg', extension: 'ogg' },
  { type: 'audio/flac', extension: 'flac' },
  { type: 'audio/aac', extension: 'aac' },
  { type: 'audio/amr', extension: 'amr' },
  { type: 'audio/aiff', extension: 'aiff' },
]

/** The type without parameters, lower case; empty when there is none. */
export function bareType(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** Whether a declared type may be media. Browsers send none for files they do not know. The bytes decide later. */
export function mayBeMedia(type: string): boolean {
  return /^(audio|video)\//.test(type) || neutral.has(type)
}

const neutral = new Set([
  '',
  'application/octet-stream',
  'application/mp4',
  'application/ogg',
  'application/x-matroska',
])
