import type { Word } from '@cuekit/core'

/** The two command lines: `classic` is 0.8 and 5prealpha (Debian, Ubuntu), `json` is 5.x. */
export type PocketsphinxKind = 'classic' | 'json'

/** What was heard between two pauses. */
export interface Utterance {
  words: Word[]
  /** Seconds up to which the media was heard. */
  end: number
}

/** Takes the program's lines one by one; gives an utterance when it is complete. */
export interface OutputParser {
  push(line: string): Utterance | undefined
  /** The rest, after the last line. */
  end(): Utterance | undefined
}

interface Heard {
  text: string
  start: number
  end: number
  posterior: number
}

// Silence and noises are written as words: `<s>`, `</s>`, `<sil>`, `[SPEECH]`, `[NOISE]`, `++NOISE++`.
const isNoise = (text: string): boolean => text === '' || /^(<.*>|\[.*\]|\+\+.*\+\+)$/.test(text)

// A dictionary's further pronunciations carry a number: `and(2)`.
const plain = (text: string): string => text.replace(/\(\d+\)$/, '')

const seconds = (value: number): number => Math.round(value * 1000) / 1000

function toUtterance(heard: readonly Heard[]): Utterance | undefined {
  const last = heard.at(-1)
  if (last === undefined) return undefined
  const words = heard
    .filter(({ text }) => !isNoise(text))
    .map(({ text, start, end, posterior }) => ({
      text: plain(text),
      start: seconds(start),
      end: seconds(end),
      confidence: Math.min(1, Math.max(0, posterior)),
    }))
  return { words, end: seconds(last.end) }
}

/** One line of text per utterance, then one line per word: `station 7.410 7.970 1.000000`. */
function createClassicParser(): OutputParser {
  let heard: Heard[] = []
  const flush = (): Utterance | undefined => {
    const utterance = toUtterance(heard)
    heard = []
    return utterance
  }
  return {
    push(line) {
      const match = /^(\S+) (\d+\.\d{3}) (\d+\.\d{3}) (\d+\.\d+)$/.exec(line.trim())
      if (!match) return flush()
      const [, text = '', start, end, posterior] = match
      // The end is the last frame of 10 ms that belongs to the word, so the word lasts one frame more.
      const word = {
        text,
        start: Number(start),
        end: Number(end) + 0.01,
        posterior: Number(posterior),
      }
      heard.push(word)
      return text === '</s>' ? flush() : undefined
    },
    end: flush,
  }
}

function parseJson(line: string): unknown {
  try {
    // An utterance without words is written as `"w":]}` by 5.0 and 5.1.
    return JSON.parse(line.replace(/"w":\]\}$/, '"w":[]}'))
  } catch {
    return undefined
  }
}

function toHeard(value: unknown): Heard | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { b, d, p, t } = value as Partial<Record<'b' | 'd' | 'p' | 't', unknown>>
  if (typeof b !== 'number' || typeof d !== 'number' || typeof t !== 'string') return undefined
  return { text: t, start: b, end: b + d, posterior: typeof p === 'number' ? p : 0 }
}

/** One line per utterance: `{"b":0.1,"d":8.6,"p":1.0,"t":"…","w":[{"b":…,"d":…,"p":…,"t":"station"}]}`. */
function createJsonParser(): OutputParser {
  return {
    push(line) {
      const value = parseJson(line.trim())
      const whole = toHeard(value)
      if (whole === undefined) return undefined
      const { w } = value as { w?: unknown }
      const words = Array.isArray(w) ? w.map(toHeard).filter((word) => word !== undefined) : []
      const utterance = toUtterance(words)
      return {
        words: utterance?.words ?? [],
        end: seconds(Math.max(whole.end, utterance?.end ?? 0)),
      }
    },
    end: () => undefined,
  }
}

/** Reads what pocketsphinx prints, without its marks for silence, noise and pronunciation. */
export function createOutputParser(kind: PocketsphinxKind): OutputParser {
  return kind === 'classic' ? createClassicParser() : createJsonParser()
}
