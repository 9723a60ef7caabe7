'use client'

const formats = [
  { id: 'srt', name: 'SubRip (.srt)' },
  { id: 'vtt', name: 'WebVTT (.vtt)' },
  { id: 'txt', name: 'Text (.txt)' },
] as const

/** Links that the server answers as attachments. */
export function Downloads({
  name,
  subtitleUrl,
}: {
  name: string
  subtitleUrl: (format: string) => string | undefined
}) {
  const base = name.replace(/\.[^.]+$/, '')
  return (
    <div className="row" role="group" aria-label="Downloads">
      {formats.map((format) => {
        const url = subtitleUrl(format.id)
        return (
          url !== undefined && (
            <a
              key={format.id}
              className="button"
              href={`${url}${url.includes('?') ? '&' : '?'}download=1`}
              download={`${base}.${format.id}`}
            >
              {format.name}
            </a>
          )
        )
      })}
    </div>
  )
}
