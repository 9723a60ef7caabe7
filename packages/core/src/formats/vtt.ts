import { formatVtt, parseVtt } from '../subtitles/vtt.ts'
import type { FormatModule } from './format.ts'

export const vtt: FormatModule = { format: (cues) => formatVtt(cues), parse: parseVtt }
