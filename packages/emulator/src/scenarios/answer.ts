/** An answer of one of the two services before it is sent. A scenario never changes the one it was given. */
export interface Answer {
  api: '302' | 'openai'
  status: number
  body: Record<string, unknown>
  /** Sent instead of `body` where JSON cannot say it. */
  text?: string
}

export type Scenario = (answer: Answer) => Answer

export type Item = Record<string, unknown>

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members that are objects; none where there is no list. */
export const items = (value: unknown): Item[] => (Array.isArray(value) ? value.filter(isItem) : [])

/**
 * Changes the object that holds `segments`: 302's under `result`, OpenAI's body itself. Answers without a transcript,
 * such as errors and tasks that are not done, stay as they are.
 */
export function mapSpeech(answer: Answer, change: (speech: Item) => Item): Answer {
  const { api, body, status } = answer
  if (status !== 200) return answer
  if (api === 'openai') {
    return typeof body['text'] === 'string' ? { ...answer, body: change(body) } : answer
  }
  const result = isItem(body['result']) ? body['result'] : {}
  const key = ['subtitile', 'subtitle'].find((name) => isItem(result[name]))
  const speech = key === undefined ? undefined : result[key]
  if (key === undefined || !isItem(speech)) return answer
  return { ...answer, body: { ...body, result: { ...result, [key]: change(speech) } } }
}

/** Changes the list of segments. */
export function mapSegments(answer: Answer, change: (segments: Item[]) => Item[]): Answer {
  return mapSpeech(answer, (speech) =>
    Array.isArray(speech['segments'])
      ? { ...speech, segments: change(items(speech['segments'])) }
      : speech,
  )
}

/**
 * Changes every list of words: OpenAI's at the top; 302's in each segment, of which `word_segments` is made anew as it
 * is at the service, all words in a row.
 */
export function mapWords(answer: Answer, change: (words: Item[]) => Item[]): Answer {
  return mapSpeech(answer, (speech) => {
    if (answer.api === 'openai') {
      return Array.isArray(speech['words'])
        ? { ...speech, words: change(items(speech['words'])) }
        : speech
    }
    const segments = items(speech['segments']).map((segment) =>
      having(segment, { words: change(items(segment['words'])) }),
    )
    return { ...speech, segments, word_segments: segments.flatMap(({ words }) => items(words)) }
  })
}

/** The same object with some members changed. */
export const having = (item: Item, changes: Item): Item => ({ ...item, ...changes })

/** The same object without some members. */
export const without = (item: Item, ...names: string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))
