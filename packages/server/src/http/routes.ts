import type { RouteEntry } from './router.ts'
import { getConfig } from './routes/config.ts'
import { allEvents, taskEvents } from './routes/events.ts'
import { getMedia } from './routes/media.ts'
import { getSubtitles } from './routes/subtitles.ts'
import {
  cancelTask,
  createTask,
  deleteTask,
  getTask,
  listTasks,
  retryTask,
} from './routes/tasks.ts'
import { getTranscript } from './routes/transcript.ts'

// Ids are made by us and hold nothing else, so a junk id is an unknown path and never reaches the store.
const task = '/tasks/(?<id>[A-Za-z0-9_-]{1,64})'
const path = (below: string) => new RegExp(`^${below}$`)

/** Every path below the base path. */
export const routes: readonly RouteEntry[] = [
  { path: path('/config'), methods: { GET: getConfig } },
  { path: path('/tasks'), methods: { GET: listTasks, POST: createTask } },
  { path: path(task), methods: { GET: getTask, DELETE: deleteTask } },
  { path: path(`${task}/cancel`), methods: { POST: cancelTask } },
  { path: path(`${task}/retry`), methods: { POST: retryTask } },
  { path: path('/events'), methods: { GET: allEvents } },
  { path: path(`${task}/events`), methods: { GET: taskEvents } },
  { path: path(`${task}/transcript`), methods: { GET: getTranscript } },
  {
    path: path(`${task}/subtitles\\.(?<format>[A-Za-z0-9]{1,12})`),
    methods: { GET: getSubtitles },
  },
  { path: path(`${task}/media`), methods: { GET: getMedia } },
]
