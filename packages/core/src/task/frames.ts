export interface Frame {
  id?: string
  data: string
}

/**
 * Reads server-sent events from text cut anywhere: CR, LF or CRLF, comments, several `data` lines.
 * Give it each piece as it comes. Source: WHATWG HTML, section 9.2.6 (interpreting an event stream).
 */
export function createFrameParser(onFrame: (frame: Frame) => void): (text: string) => void {
  let rest = ''
  let endedInCr = false
  let id: string | undefined
  let data: string[] = []

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onFrame({ ...(id === undefined ? {} : { id }), data: data.join('\n') })
      data = []
      return
    }
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }

  return (text) => {
    if (text === '') return
    // The LF of a CRLF that was cut in the middle is not another line end.
    rest += endedInCr && text.startsWith('\n') ? text.slice(1) : text
    endedInCr = text.endsWith('\r')
    const lines = rest.split(/\r\n|\r|\n/)
    rest = lines.pop() ?? ''
    lines.forEach(line)
  }
}
