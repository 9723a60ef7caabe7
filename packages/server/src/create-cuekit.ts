import { CuekitError } from '@cuekit/core'
import type { Cuekit, CuekitTasks, ServerContext } from './context.ts'
import { createContext } from './create-context.ts'
import { createHandler } from './http/handler.ts'
import { removeInstance, sharedInstance } from './instances.ts'
import { type CuekitOptions, parseCuekitOptions, type Settings } from './options.ts'
import { createUploads } from './uploads.ts'

function createTaskViews(
  { tasks, view }: Pick<ServerContext, 'tasks' | 'view'>,
  basePath: string,
): CuekitTasks {
  return {
    create: async (input) => view(await tasks.create(input), basePath),
    get: async (id, { owner } = {}) => view(await tasks.get(id, owner), basePath),
    async transcript(id, { owner } = {}) {
      const { transcript, status } = await tasks.get(id, owner)
      if (status === 'succeeded' && transcript) return transcript
      throw new CuekitError(
        'task_not_ready',
        'The task has no transcript yet; wait until it has succeeded.',
      )
    },
    async list(query) {
      const page = await tasks.list(query)
      return { ...page, tasks: page.tasks.map((task) => view(task, basePath)) }
    },
    cancel: async (id, { owner } = {}) => view(await tasks.cancel(id, owner), basePath),
    retry: async (id, { owner } = {}) => view(await tasks.retry(id, owner), basePath),
    delete: async (id, { owner } = {}) => tasks.delete(id, owner),
  }
}

function createInstance(settings: Settings): Cuekit {
  const { context, worker } = createContext(settings)
  let closed = false
  const open = (): void => {
    if (closed) throw new CuekitError('shutting_down', 'This instance was closed.')
  }
  const uploads = createUploads(context.tasks)
  const handle = createHandler({
    ...context,
    tasks: uploads.tasks,
    authorize(request, asked) {
      open()
      return context.authorize(request, asked)
    },
    async start() {
      open()
      await worker.start()
    },
  })

  const cuekit: Cuekit = {
    name: settings.name,
    handle,
    tasks: createTaskViews({ ...context, tasks: uploads.tasks }, settings.basePath),
    worker: {
      async start() {
        open()
        await worker.start()
      },
      stop: (options) => worker.stop(options),
    },
    async close() {
      if (closed) return
      closed = true
      removeInstance(settings.name, cuekit)
      await Promise.all([uploads.close(), worker.stop()])
      await settings.ports.store.close()
    },
  }
  return cuekit
}

/**
 * Makes the instance that routes, scheduled work and scripts share. Called again with the same name, in another bundle of
 * the same process too, it gives the first one. Opens nothing and starts nothing: the worker starts with the first request.
 * Throws `invalid_option`, `instance_conflict`.
 */
export function createCuekit(options: CuekitOptions): Cuekit {
  const settings = parseCuekitOptions(options)
  const identity = JSON.stringify([settings.folder ?? 'ports', settings.engine.name])
  return sharedInstance(settings.name, identity, () => createInstance(settings))
}
