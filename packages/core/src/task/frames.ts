/**
 * Reads the data of server-sent events from text cut anywhere; comments and all other fields are passed over, since a
 * task's data has its version in it. Give it each piece as it comes. Lines end in LF or CRLF, as every server writes
 * them; the lone CR of the format's description is not one. Source: WHATWG HTML, section 9.2.6.
 */
export function createFrameParser(onData: (data: string) => void): (text: string) => void {
  let rest = ''
  let data: string[] = []

  return (text) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, value] = /^data: ?(.*)/s.exec(line) ?? []
      if (value !== undefined) data.push(value)
      else if (line === '' && data.length > 0) {
        onData(data.join('\n'))
        data = []
      }
    }
  }
}
