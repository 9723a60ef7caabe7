import { CuekitError } from '../errors/error.ts'
import type { Cue } from '../schemas/cue.ts'
import type { ParsedSubtitles } from '../subtitles/diagnostics.ts'
import { isSubtitleFormat, loaders, subtitleFormats } from './catalogue.ts'
import type { FormatModule } from './format.ts'

/**
 * Cues as the text of a file in the named format; see `subtitleFormats`.
 * @throws CuekitError `invalid_option` for a name that is no format.
 */
export async function formatAs(cues: readonly Cue[], format: string): Promise<string> {
  return (await load(format)).format(cues)
}

/**
 * Reads a file in the named format. Content never throws; see `diagnostics`.
 * @throws CuekitError `invalid_option` for a name that is no format, or a format that holds no times.
 */
export async function parseAs(text: string, format: string): Promise<ParsedSubtitles> {
  const { parse } = await load(format)
  if (parse === undefined) {
    throw new CuekitError(
      'invalid_option',
      `The format "${format}" holds no times and cannot be read as cues.`,
    )
  }
  return parse(text)
}

async function load(format: string): Promise<FormatModule> {
  if (isSubtitleFormat(format)) return loaders[format]()
  const names = Object.keys(subtitleFormats).join(', ')
  throw new CuekitError(
    'invalid_option',
    `There is no subtitle format "${format}"; the formats are ${names}.`,
  )
}
