import { debuglog } from 'node:util'
import type { Logger } from './context.ts'

/** Warnings and errors to the console; the rest only with `NODE_DEBUG=cuekit`. */
export function consoleLogger(name: string): Logger {
  const debug = debuglog('cuekit')
  const text = (message: string): string => `[${name}] ${message}`
  return {
    debug: (message, details) => debug('%s %o', text(message), details ?? {}),
    info: (message, details) => debug('%s %o', text(message), details ?? {}),
    warn: (message, details) => console.warn(text(message), ...(details ? [details] : [])),
    error: (message, details) => console.error(text(message), ...(details ? [details] : [])),
  }
}

/** The same logger, whose own failures stop nothing. */
export function safeLogger(logger: Logger): Logger {
  const safe =
    (level: keyof Logger) =>
    (message: string, details?: object): void => {
      try {
        logger[level](message, details)
      } catch {
        // There is nowhere left to say so.
      }
    }
  return { debug: safe('debug'), info: safe('info'), warn: safe('warn'), error: safe('error') }
}
