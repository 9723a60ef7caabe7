/**
 * A `fetch` made of one XMLHttpRequest, because only that tells how much of a body has left.
 * `onProgress` hears bytes sent of all bytes. Of the answer's headers nothing is kept.
 */
export function fetchByXhr(
  make: () => XMLHttpRequest,
  onProgress: (sent: number, total: number) => void,
): typeof fetch {
  return (url, { signal, headers, body, credentials, method = 'GET' } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const request = make()
      request.open(method, String(url))
      request.withCredentials = credentials === 'include'
      new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value))
      request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total))
      request.addEventListener('load', () => {
        const { status, responseText } = request
        resolve(new Response(responseText || null, { status }))
      })
      for (const type of ['error', 'abort', 'timeout']) request.addEventListener(type, reject)
      // Aborting one that has ended does nothing.
      signal?.addEventListener('abort', () => request.abort())
      request.send(body as XMLHttpRequestBodyInit)
    })
}
