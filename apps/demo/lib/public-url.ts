const LOOPBACK = /^http:\/\/(127\.|localhost[:/]|\[::1\])/

/** The address under which the service fetches media from us: given, or loopback where the service is on this machine too. */
export function publicUrl(): string | undefined {
  const given = process.env['CUEKIT_PUBLIC_URL']
  if (given !== undefined) return given
  const service = process.env['AI302_BASE_URL'] ?? ''
  const elsewhere = process.env['AI302_API_KEY'] !== undefined && !LOOPBACK.test(`${service}/`)
  return elsewhere ? undefined : `http://127.0.0.1:${process.env['PORT'] ?? '3000'}/api/cuekit`
}
