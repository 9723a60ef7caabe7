import { readLooseTime } from '../subtitles/time.ts'
import type { SubtitleFormat } from './catalogue.ts'

/** The format of a file by its content; `txt` for text without times, `undefined` for nothing at all. */
export function detect(text: string): SubtitleFormat | undefined {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const start = body.trimStart()
  if (start === '') return undefined
  if (/^WEBVTT(?:\s|$)/.test(start)) return 'vtt'
  if (start.startsWith('[') && isJson(start)) return 'json'
  return hasTimeLine(body) ? 'srt' : 'txt'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function hasTimeLine(text: string): boolean {
  return text.split(/[\r\n]+/).some((line) => {
    const arrow = line.indexOf('-->')
    const time = arrow === -1 ? undefined : readLooseTime(line, 0)
    return time !== undefined && line.slice(time.next, arrow).trim() === ''
  })
}
