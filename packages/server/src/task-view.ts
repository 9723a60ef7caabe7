import type { TaskStatus, TaskView } from '@cuekit/core'
import type { Links } from './context.ts'
import type { StoredTask } from './ports/task-store.ts'

function toStatus({ status }: StoredTask): TaskStatus {
  return status === 'running' || status === 'waiting' ? 'processing' : status
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** The public shape of a task, built field by field: what is not named here stays inside. */
export function toTaskView(
  task: StoredTask,
  { basePath, links }: { basePath: string; links: Links },
): TaskView {
  const { name, type, bytes, duration } = task.source
  const status = toStatus(task)
  const language = task.language ?? task.transcript?.language ?? task.options.language
  const url = `${basePath}/tasks/${task.id}`
  const showsStep = status === 'processing' || status === 'failed'
  return {
    id: task.id,
    version: task.version,
    status,
    ...(showsStep && task.step !== undefined ? { step: task.step } : {}),
    ...(status === 'processing' && task.progress !== undefined ? { progress: task.progress } : {}),
    source: { name, type, bytes, ...(duration === undefined ? {} : { duration }) },
    ...(language === undefined ? {} : { language }),
    tracks:
      status === 'succeeded'
        ? [
            {
              // BCP 47: undetermined.
              language: language ?? 'und',
              kind: 'source',
              url: `${url}/subtitles.vtt?${links.sign(task.id, 'subtitles')}`,
            },
          ]
        : [],
    ...(task.purged ? {} : { mediaUrl: `${url}/media?${links.sign(task.id, 'media')}` }),
    warnings: task.warnings,
    ...(status === 'failed' && task.error ? { error: task.error } : {}),
    createdAt: iso(task.createdAt),
    updatedAt: iso(task.updatedAt),
    ...(task.expiresAt === undefined ? {} : { expiresAt: iso(task.expiresAt) }),
  }
}
