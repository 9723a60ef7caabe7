const TYPES: Record<string, string> = {
  aac: 'audio/aac',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  mpga: 'audio/mpeg',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  webm: 'video/webm',
}

/** Lower-case file-name extension without dot; empty when there is none. */
export function extensionOf(filename: string): string {
  return /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase() ?? ''
}

/** Media type for a file-name extension. */
export function typeOfExtension(extension: string): string {
  return TYPES[extension] ?? 'application/octet-stream'
}

/** File-name extension for a media type such as `audio/webm;codecs=opus`. */
export function extensionOfType(type: string): string | undefined {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? ''
  const [extension] = Object.entries(TYPES).find(([, known]) => known === plain) ?? []
  // MediaRecorder says audio/webm, and audio/mp4 has several names.
  return plain === 'audio/webm' ? 'webm' : extension
}
