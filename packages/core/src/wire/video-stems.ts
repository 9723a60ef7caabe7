import { isRecord } from './values.ts'

// 302.AI's page says vocal_audio_url and background_audio_url; clients have met others, so a key is judged by the words in it.
// "no_vocals" and "without_voice" are the background, so that is asked first.
const BACKGROUND =
  /(?:^|_)(?:no|non|without)_(?:vocal|voice)|background|accompan|instrument|(?:^|_)bgm/
const VOCALS = /vocal|voice/

const isLink = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//.test(value)

const toSnakeCase = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`)

/** Links with the keys that lead to them: `{ vocals: { url } }` is as good as `{ vocals_url }`. */
function findLinks(record: Record<string, unknown>, prefix = ''): [key: string, link: string][] {
  return Object.entries(record).flatMap(([key, value]): [string, string][] => {
    const name = prefix + toSnakeCase(key)
    if (isLink(value)) return [[name, value]]
    return isRecord(value) && prefix === '' ? findLinks(value, `${name}_`) : []
  })
}

/** The links of a separation, told by their keys: nothing is guessed from their order. Undefined when there is neither. */
export function readStems(
  result: Record<string, unknown>,
): { vocalsUrl?: string; backgroundUrl?: string } | undefined {
  const links = findLinks(result)
  const backgroundUrl = links.find(([key]) => BACKGROUND.test(key))?.[1]
  const vocalsUrl = links.find(([key]) => VOCALS.test(key) && !BACKGROUND.test(key))?.[1]
  if (vocalsUrl === undefined && backgroundUrl === undefined) return undefined
  return {
    ...(vocalsUrl === undefined ? {} : { vocalsUrl }),
    ...(backgroundUrl === undefined ? {} : { backgroundUrl }),
  }
}
