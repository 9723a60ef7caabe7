import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import { parseOptions } from '../http/parse-options.ts'
import { type Segment, type Transcript, transcriptSchema } from '../schemas/transcript.ts'
import { toWireSegments } from '../wire/video-segments.ts'

interface TranslationLanguages {
  /** A language model that 302.AI offers, e.g. `gpt-4o-mini`. */
  model: string
  /** Language of the transcript; 302's own app sends `en`, `zh` or `ja`. */
  from: string
  /** Language to translate into. */
  to: string
}

/** What to translate, and how: a whole transcript or some of its segments. */
export type TranslateParams = TranslationLanguages &
  (
    | { transcript: Transcript; segments?: undefined }
    | { segments: readonly Segment[]; transcript?: undefined }
  )

const language = z.string().check(z.minLength(2), z.maxLength(35))
const translateSchema = z.strictObject({
  model: z.string().check(z.minLength(1)),
  from: language,
  to: language,
  transcript: z.optional(transcriptSchema),
  segments: z.optional(transcriptSchema.shape.segments),
})

const refuse = (why: string): CuekitError =>
  new CuekitError('invalid_option', `subtitles.translate: ${why}.`)

/** The body of a translation. Throws `invalid_option`. */
export function toTranslateBody(params: TranslateParams): Record<string, unknown> {
  const { model, from, to, transcript, segments } = parseOptions(
    translateSchema,
    params,
    'subtitles.translate',
  )
  if ((transcript === undefined) === (segments === undefined)) {
    throw refuse('pass either "transcript" or "segments"')
  }
  if (from.toLowerCase() === to.toLowerCase()) {
    throw refuse('"from" and "to" have to be two languages')
  }
  const given: readonly Segment[] = (transcript?.segments ?? segments ?? []) as Segment[]
  const wire = toWireSegments(given)
  if (wire.length === 0) throw refuse('there is no text in the segments')
  return { model, src_lang: from, tgt_lang: to, subtitle: { segments: wire } }
}
