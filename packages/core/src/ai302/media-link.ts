import * as z from 'zod/mini'

/** A link that 302.AI's servers can fetch. */
export const mediaLink = z.url({
  protocol: /^https?$/,
  error: 'it has to be an http or https link',
})
