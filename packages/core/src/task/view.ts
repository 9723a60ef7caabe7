import type { TaskView } from '../schemas/task-view.ts'

const STATUSES = ['queued', 'processing', 'succeeded', 'failed', 'cancelled']

/** Written by hand: the schema library would be the larger half of what a page loads. */
export function isTaskView(value: unknown): value is TaskView {
  const view = value as Partial<TaskView> | null
  return (
    typeof view === 'object' &&
    view !== null &&
    typeof view.id === 'string' &&
    typeof view.version === 'number' &&
    STATUSES.includes(view.status ?? '') &&
    Array.isArray(view.tracks)
  )
}

/** Nothing more happens to the task by itself. */
export const isFinal = ({ status }: TaskView): boolean =>
  status !== 'queued' && status !== 'processing'

/** Links of a view are path-absolute; with an endpoint on another origin they belong to that origin, not to the page. */
export function resolveLinks(view: TaskView, endpoint: string): TaskView {
  if (!/^https?:/i.test(endpoint)) return view
  const absolute = (url: string): string => new URL(url, endpoint).href
  return {
    ...view,
    tracks: view.tracks.map((track) => ({ ...track, url: absolute(track.url) })),
    ...(view.mediaUrl === undefined ? {} : { mediaUrl: absolute(view.mediaUrl) }),
    ...(view.videoUrl === undefined ? {} : { videoUrl: absolute(view.videoUrl) }),
  }
}

/** A track's link in another format: the signature covers the task, not the extension. */
export function trackUrl(view: TaskView, format: string, language?: string): string | undefined {
  const track = view.tracks.find((one) => language === undefined || one.language === language)
  return track?.url.replace(/\.vtt(?=\?|$)/, `.${format}`)
}
