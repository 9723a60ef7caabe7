import type { Word } from '../schemas/transcript.ts'
import { encodeEntities } from './entities.ts'
import { formatVttTime, toMilliseconds } from './time.ts'

/**
 * The text of a cue with a timestamp before each word and, where the speaker pauses, after it.
 * WebVTT wants the timestamps of a cue to rise and to lie inside it; those that do not are left out.
 * `undefined` when the words are not what the lines say, since then nobody knows where the times belong.
 */
export function formatKaraoke(
  lines: readonly string[],
  words: readonly Word[],
  start: number,
  end: number,
): string | undefined {
  const text = lines.join('\n')
  const last = toMilliseconds(end)
  let written = toMilliseconds(start)
  let position = 0
  let result = ''
  const stamp = (seconds: number) => {
    const time = toMilliseconds(seconds)
    if (time <= written || time >= last) return
    written = time
    result += `<${formatVttTime(seconds)}>`
  }
  for (const [index, word] of words.entries()) {
    const spoken = word.text.trim()
    if (spoken === '') continue
    const found = text.indexOf(spoken, position)
    if (found === -1 || text.slice(position, found).trim() !== '') return undefined
    result += encodeEntities(text.slice(position, found))
    stamp(word.start)
    position = found + spoken.length
    result += encodeEntities(spoken)
    const next = words[index + 1]
    if (next === undefined || toMilliseconds(next.start) > toMilliseconds(word.end)) stamp(word.end)
  }
  if (text.slice(position).trim() !== '') return undefined
  return result + encodeEntities(text.slice(position))
}
