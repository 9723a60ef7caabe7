import type { FormatModule } from './format.ts'

/** One format as a program that offers it needs to know it. */
export interface FormatInfo {
  name: string
  /** Without the dot. */
  extension: string
  /** Without parameters; all formats are UTF-8. */
  mediaType: string
  /** False where `parseAs` cannot read it back, since it holds no times. */
  readable: boolean
}

/** Every format by the name that `formatAs` and `parseAs` take. */
export const subtitleFormats = {
  // Nobody registered SRT; this is the type that browsers, players and servers have settled on.
  srt: { name: 'srt', extension: 'srt', mediaType: 'application/x-subrip', readable: true },
  vtt: { name: 'vtt', extension: 'vtt', mediaType: 'text/vtt', readable: true },
  txt: { name: 'txt', extension: 'txt', mediaType: 'text/plain', readable: false },
  json: { name: 'json', extension: 'json', mediaType: 'application/json', readable: true },
} as const satisfies Record<string, FormatInfo>

export type SubtitleFormat = keyof typeof subtitleFormats

/** Each format's code is loaded when it is asked for, so that a page pays only for what it uses. */
export const loaders: Record<SubtitleFormat, () => Promise<FormatModule>> = {
  srt: async () => (await import('./srt.ts')).srt,
  vtt: async () => (await import('./vtt.ts')).vtt,
  txt: async () => (await import('./txt.ts')).txt,
  json: async () => (await import('./json.ts')).json,
}

/** True for the name of a format. */
export function isSubtitleFormat(name: string): name is SubtitleFormat {
  return Object.hasOwn(subtitleFormats, name)
}
