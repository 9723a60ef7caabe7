export type TaskStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface RememberOptions {
  /**
   * Keeps the task's id, and nothing else of it, in `sessionStorage` under the endpoint, so that a reload goes on.
   * Give a name where a page has several tasks. Default false.
   */
  persist?: boolean | string
  storage?: TaskStorage
}

/** One remembered task id. Storage that is full, forbidden or missing is no reason to fail. */
export interface Memory {
  read(): string | undefined
  write(id: string | undefined): void
}

export function createMemory(
  { persist = false, storage }: RememberOptions,
  endpoint: string,
): Memory {
  const key = `cuekit:${persist === true ? '' : persist}@${endpoint}`

  // Looked up late: naming `sessionStorage` may throw, and a server has none.
  function attempt<T>(use: (storage: TaskStorage) => T): T | undefined {
    if (persist === false) return undefined
    try {
      return use(storage ?? sessionStorage)
    } catch {
      return undefined
    }
  }

  return {
    read: () => attempt((store) => store.getItem(key)) ?? undefined,
    write(id) {
      attempt((store) => (id === undefined ? store.removeItem(key) : store.setItem(key, id)))
    },
  }
}
