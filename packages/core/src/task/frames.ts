/**
 * Reads the data of server-sent events from text cut anywhere: CR, LF or CRLF, comments, several `data` lines.
 * Give it each piece as it comes. Other fields are passed over: a task's data has its version in it.
 * Source: WHATWG HTML, section 9.2.6 (interpreting an event stream).
 */
export function createFrameParser(onData: (data: string) => void): (text: string) => void {
  let rest = ''
  let endedInCr = false
  let data: string[] = []

  function line(text: string): void {
    const [, value] = /^data(?:: ?|$)(.*)/s.exec(text) ?? []
    if (value !== undefined) data.push(value)
    if (text !== '') return
    if (data.length > 0) onData(data.join('\n'))
    data = []
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
