/**
 * A `fetch` made of one XMLHttpRequest, because only that tells how much of a body has left.
 * `onProgress` hears bytes sent of all bytes. Of the answer's headers only `Retry-After` is kept.
 */
export function fetchByXhr(
  make: () => XMLHttpRequest,
  onProgress: (sent: number, total: number) => void,
): typeof fetch {
  return (url, init = {}) =>
    new Promise((resolve, reject) => {
      const { signal, headers, body, credentials, method = 'GET' } = init
      if (signal?.aborted) return reject(signal.reason)
      const request = make()
      const abort = (): void => request.abort()
      request.open(method, String(url))
      request.withCredentials = credentials === 'include'
      new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value))
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total)
      request.onload = () => {
        const { status, responseText } = request
        const retryAfter = request.getResponseHeader('retry-after')
        resolve(
          new Response(responseText || null, {
            status,
            headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
          }),
        )
      }
      request.onerror = request.onabort = request.ontimeout = reject
      request.onloadend = () => signal?.removeEventListener('abort', abort)
      signal?.addEventListener('abort', abort)
      request.send(body as XMLHttpRequestBodyInit)
    })
}
