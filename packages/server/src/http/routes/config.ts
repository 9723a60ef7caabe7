import { subtitleFormats } from '@cuekit/core/formats'
import { MEDIA_TYPES } from '../media-types.ts'
import { json } from '../respond.ts'
import type { Route } from '../route.ts'

/** `GET /config`: what a page must know before it offers an upload. Nothing in it is secret. */
export const getConfig: Route = async ({ context, authorize }) => {
  const owner = await authorize('config')
  const { accuracy, languages, languageRequired = false } = context.engine.capabilities
  return json({
    limits: {
      maxBytes: owner.limits?.maxBytes ?? context.limits.maxBytes,
      maxDuration: context.limits.maxDuration,
      maxActiveTasks: owner.limits?.maxActiveTasks ?? context.limits.maxActiveTasks,
    },
    accept: {
      types: MEDIA_TYPES.map((media) => media.type),
      extensions: MEDIA_TYPES.map((media) => media.extension),
    },
    subtitleFormats: Object.keys(subtitleFormats),
    engine: {
      name: context.engine.name,
      ...(accuracy === undefined ? {} : { accuracy }),
      languages,
      languageRequired,
    },
    features: { upload: true, multipart: true, url: false, translate: false, burn: false },
  })
}
