import { CuekitError } from '@cuekit/core'
import { formatAs, isSubtitleFormat, subtitleFormats } from '@cuekit/core/formats'
import { toCues } from '@cuekit/core/subtitles'
import * as z from 'zod/mini'
import { withExtension } from '../../file-name.ts'
import { contentDisposition } from '../content-disposition.ts'
import { linkedTask } from '../linked-task.ts'
import { numberText, parsePairs } from '../query.ts'
import type { Route } from '../route.ts'
import { sendText } from '../send-text.ts'
import { readyTranscript } from './transcript.ts'

const subtitlesQuery = z.strictObject({
  exp: z.optional(z.string()),
  sig: z.optional(z.string()),
  maxLineLength: z.optional(numberText(8, 200, true)),
  maxLines: z.optional(numberText(1, 4, true)),
  download: z.optional(z.enum(['0', '1'], 'must be 0 or 1')),
})

/** `GET /tasks/:id/subtitles.:format`: cues of the transcript, for a `<track>` or as a download. */
export const getSubtitles: Route = async (input) => {
  const format = input.params['format'] ?? ''
  if (!isSubtitleFormat(format)) {
    const known = Object.keys(subtitleFormats).join(', ')
    throw new CuekitError('not_acceptable', `There is no such subtitle format. Known: ${known}.`)
  }
  const task = await linkedTask(input, 'subtitles')
  const { maxLineLength, maxLines, download } = parsePairs(subtitlesQuery, input.query)
  const cues = toCues(readyTranscript(task), {
    ...(maxLineLength !== undefined && { maxLineLength }),
    ...(maxLines !== undefined && { maxLines }),
  })
  const { mediaType, extension } = subtitleFormats[format]
  return sendText(input.request, await formatAs(cues, format), {
    'content-type': `${mediaType}; charset=utf-8`,
    'content-disposition': contentDisposition(
      download === '1' ? 'attachment' : 'inline',
      withExtension(task.source.name, extension),
    ),
  })
}
