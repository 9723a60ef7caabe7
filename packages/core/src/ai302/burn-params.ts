import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Cue } from '../schemas/cue.ts'
import { toWireCues } from '../wire/video-cues.ts'
import { type BurnStyle, burnStyleSchema, toBurnFields } from './burn-style.ts'
import { mediaLink } from './media-link.ts'

export interface BurnParams {
  /** A link that 302.AI's servers can fetch. */
  videoUrl: string
  /** Cues in the language of the video. */
  source?: readonly Cue[] | undefined
  /** Cues in another language. 302's own app passes cues of a single language here. */
  translation?: readonly Cue[] | undefined
  style?: BurnStyle | undefined
  /** Size of the new video in pixels, both or neither; missing means that of the video. */
  width?: number | undefined
  height?: number | undefined
  /** Local changes of speed (`adjusted_video_speed_list`), as 302.AI wants them: the syntax is not documented. */
  adjustedVideoSpeedList?: readonly string[] | undefined
}

const seconds = z.number().check(z.gte(0))
const cues = z.optional(
  z.array(z.object({ start: seconds, end: seconds, lines: z.array(z.string()) })),
)
const pixels = z.optional(z.int().check(z.gte(1), z.lte(16_384)))
const burnSchema = z.strictObject({
  videoUrl: mediaLink,
  source: cues,
  translation: cues,
  style: z.optional(burnStyleSchema),
  width: pixels,
  height: pixels,
  adjustedVideoSpeedList: z.optional(z.array(z.string())),
})

const refuse = (why: string): CuekitError =>
  new CuekitError('invalid_option', `subtitles.burn: ${why}.`)

/** The body of a burn request. Throws `invalid_option`. */
export function toBurnBody(params: BurnParams): Record<string, unknown> {
  const {
    videoUrl,
    source = [],
    translation = [],
    style = {},
    width,
    height,
    adjustedVideoSpeedList,
  } = parseOptions(burnSchema, params, 'subtitles.burn')
  // With one of the two 302.AI keeps the size of the video, which nobody who gives one expects.
  if ((width === undefined) !== (height === undefined)) {
    throw refuse('pass "width" and "height" together')
  }
  const src = toWireCues(source)
  const trans = toWireCues(translation)
  if (src.length + trans.length === 0) {
    throw refuse('there is no text in the cues; pass "source", "translation" or both')
  }
  return {
    url: videoUrl,
    src_subtitle: src,
    trans_subtitle: trans,
    ...(width === undefined ? {} : { output_width: width, output_height: height }),
    ...toBurnFields(style),
    ...(adjustedVideoSpeedList && { adjusted_video_speed_list: adjustedVideoSpeedList }),
  }
}
