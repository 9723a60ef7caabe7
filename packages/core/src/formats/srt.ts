import { formatSrt, parseSrt } from '../subtitles/srt.ts'
import type { FormatModule } from './format.ts'

export const srt: FormatModule = { format: (cues) => formatSrt(cues), parse: parseSrt }
