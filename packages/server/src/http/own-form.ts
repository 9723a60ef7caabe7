/**
 * True for a form made in this process, `new Request(url, { body: formData })`: a form from the network is framed by a length or
 * a transfer encoding. Such a body must not be cancelled: Node 24 pushes its parts whether or not somebody reads, and a push
 * after the cancel is an unhandled rejection, which ends the process.
 */
export function isOwnForm(headers: Headers): boolean {
  const framed = headers.has('content-length') || headers.has('transfer-encoding')
  return !framed && /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '')
}
