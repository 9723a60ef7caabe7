import { CuekitError } from '../errors/error.ts'

/** The whole body as text (UTF-8, byte order mark dropped), or `response_too_large` once more than `maxBytes` arrived. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onChunk?: () => void,
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    onChunk?.()
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new CuekitError(
        'response_too_large',
        `The service answered with more than ${maxBytes} bytes.`,
      )
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
