import { randomBytes } from 'node:crypto'
import type { ServerContext } from './context.ts'
import type { Settings } from './options.ts'
import { createPipeline } from './pipeline/pipeline.ts'
import { DEFAULT_TIMING, type Timing } from './pipeline/timing.ts'
import { createSign, storedSecret } from './security/secret.ts'
import { createLinks } from './security/signed-url.ts'
import { createTasks } from './tasks.ts'
import { toTaskView } from './task-view.ts'
import { createWorker, type Worker } from './worker.ts'

function secretOf({ secret, folder, logger }: Settings): string {
  if (secret !== undefined) return secret
  if (folder !== undefined) return storedSecret(folder)
  logger.warn('no `secret` was given: links and cookies end with this process')
  return randomBytes(32).toString('base64url')
}

/** Everything of an instance but its routes. */
export function createContext(
  settings: Settings,
  { timing }: { timing?: Partial<Timing> } = {},
): { context: ServerContext; worker: Worker; run: ReturnType<typeof createPipeline> } {
  const { engine, ports, limits, logger, now, publicUrl, onTaskEnd } = settings
  const { store, blobs } = ports
  const sign = createSign(() => secretOf(settings))
  const links = createLinks({ sign, now })
  const view: ServerContext['view'] = (task, basePath) => toTaskView(task, { basePath, links })

  function onEvent(event: Parameters<Settings['onEvent']>[0]): void {
    try {
      settings.onEvent(event)
    } catch (error) {
      logger.error('onEvent threw', { error })
    }
  }

  const run = createPipeline(
    {
      engine,
      store,
      blobs,
      limits,
      logger,
      now,
      onEvent,
      timing: { ...DEFAULT_TIMING, ...timing },
      ...(publicUrl !== undefined && {
        publicLink: (id: string, file: 'source' | 'audio') =>
          file === 'audio'
            ? `${publicUrl}/tasks/${id}/media?file=audio&${links.sign(id, 'audio')}`
            : `${publicUrl}/tasks/${id}/media?${links.sign(id, 'media')}`,
      }),
    },
    onTaskEnd && {
      announce: async (task, transcript) =>
        onTaskEnd({ task: view(task, settings.basePath), ...(transcript && { transcript }) }),
    },
  )
  const worker = createWorker({ ...settings, onEvent }, run)

  const context: ServerContext = {
    name: settings.name,
    engine,
    store,
    blobs,
    tasks: createTasks({ ...settings, onEvent }),
    links,
    limits,
    authorize: (request, asked) =>
      settings.authorize(request, { ...asked, sign: (text) => sign('authorize', text) }),
    logger,
    start: () => worker.start(),
    view,
    async mediaBlob(task, purpose) {
      const { blob, type, name } = (purpose === 'audio' && task.audio) || task.source
      return (await blobs.stat(blob)) ? { key: blob, type, name } : null
    },
    now,
  }
  return { context, worker, run }
}
