import type { TaskView } from '../schemas/task-view.ts'

const STATUSES = ['queued', 'processing', 'succeeded', 'failed', 'cancelled']

/** JSON, or undefined for anything else. */
export function parseJson(
  text: string,
  revive?: (key: string, value: unknown) => unknown,
): unknown {
  try {
    return JSON.parse(text, revive)
  } catch {
    return undefined
  }
}

/**
 * A task from JSON, or undefined for anything else; checked by hand, because the schema library would be the larger
 * half of what a page loads. With an endpoint on another origin, the path-absolute links are made that origin's.
 */
export function parseView(text: string, endpoint: string): TaskView | undefined {
  const elsewhere = /^https?:/i.test(endpoint)
  const view = parseJson(text, (key, value) =>
    elsewhere && /^(url|mediaUrl|videoUrl)$/.test(key)
      ? new URL(String(value), endpoint).href
      : value,
  ) as TaskView | null | undefined
  return typeof view?.id === 'string' &&
    typeof view.version === 'number' &&
    STATUSES.includes(view.status) &&
    Array.isArray(view.tracks)
    ? view
    : undefined
}

/** Nothing more happens to the task by itself. */
export const isFinal = ({ status }: TaskView): boolean => STATUSES.indexOf(status) > 1

/** A track's link in another format: the signature covers the task, not the extension. */
export function trackUrl(view: TaskView, format: string, language?: string): string | undefined {
  const track = view.tracks.find((one) => language === undefined || one.language === language)
  return track?.url.replace(/\.vtt(?=\?|$)/, `.${format}`)
}
