import type { EngineCapabilities } from '@cuekit/core/engines'

// Extensions of the same bytes: services know a format by one name or another.
const SAME: Record<string, readonly string[]> = {
  mp3: ['mpga', 'mpeg'],
  ogg: ['oga', 'opus'],
  aiff: ['aif'],
  ts: ['mts'],
}
/** An MP4 without pictures is an M4A, whatever its brand says. */
const SAME_WITHOUT_VIDEO: Record<string, readonly string[]> = { mp4: ['m4a'], mov: ['m4a'] }

/** The extension under which an engine takes these bytes, or undefined when it does not. */
export function acceptedExtension(
  { formats }: Pick<EngineCapabilities, 'formats'>,
  extension: string,
  { video }: { video: boolean },
): string | undefined {
  if (formats === 'any') return extension
  const names = [
    extension,
    ...(SAME[extension] ?? []),
    ...(video ? [] : (SAME_WITHOUT_VIDEO[extension] ?? [])),
  ]
  const taken = formats.map((format) => format.toLowerCase().replace(/^\./, ''))
  return names.find((name) => taken.includes(name))
}

/** The extension in a blob's key or a file's name. */
export function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
