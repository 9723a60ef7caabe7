export interface ServerEvent {
  /** `message` where the service names none. */
  event: string
  data: string
}

export interface EventReader {
  /** Text cut anywhere; gives the events that it completes. */
  push(text: string): ServerEvent[]
  /** The last event where no empty line came after it. */
  end(): ServerEvent[]
}

/**
 * Reads server-sent events with their names: comments, ids and retry times are passed over, lines end in LF, CRLF or CR.
 * Other than a browser it takes a last event without its empty line, which some gateways cut off.
 * Source: WHATWG HTML, section 9.2.6.
 */
export function createEventReader(): EventReader {
  // Pieces of the line that has not ended: joined once, so that a long one costs no quadratic time.
  let line: string[] = []
  let event = ''
  let data: string[] = []
  let afterReturn = false
  let first = true

  function dispatch(): ServerEvent[] {
    const events = data.length > 0 ? [{ event: event || 'message', data: data.join('\n') }] : []
    event = ''
    data = []
    return events
  }
  function take(text: string): ServerEvent[] {
    if (text === '') return dispatch()
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(text) ?? []
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    return []
  }
  function endLine(rest: string): ServerEvent[] {
    const whole = line.length === 0 ? rest : line.join('') + rest
    line = []
    return take(whole)
  }

  return {
    push(given) {
      let text = given
      if (text === '') return []
      if (first) text = text.replace(/^\ufeff/, '')
      first = false
      // A CRLF that was cut in two ended its line with the first half.
      if (afterReturn && text.startsWith('\n')) text = text.slice(1)
      afterReturn = given.endsWith('\r')
      const lines = text.split(/\r\n|\n|\r/)
      const open = lines.pop() ?? ''
      const events = lines.flatMap(endLine)
      if (open !== '') line.push(open)
      return events
    },
    end() {
      return [...endLine(''), ...dispatch()]
    },
  }
}
