import type { Send } from './api.ts'

/**
 * A `fetch` made of one XMLHttpRequest, because only that tells how much of a body has left.
 * `onProgress` hears bytes sent of all bytes. Of the answer's headers nothing is kept.
 */
export function sendByXhr(
  make: () => XMLHttpRequest,
  onProgress: (sent: number, total: number) => void,
): Send {
  return (url, { method, headers, credentials, signal, body }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const request = make()
      request.open(method, url)
      request.withCredentials = credentials === 'include'
      headers.forEach((value, name) => request.setRequestHeader(name, value))
      request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total))
      request.addEventListener('load', () => {
        const { status, responseText } = request
        resolve(new Response(responseText || null, { status }))
      })
      // Comes last in any case, and changes nothing after an answer.
      request.addEventListener('loadend', reject)
      // Aborting one that has ended does nothing.
      signal?.addEventListener('abort', () => request.abort())
      request.send(body as XMLHttpRequestBodyInit)
    })
}
