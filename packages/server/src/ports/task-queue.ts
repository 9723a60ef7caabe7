export interface TaskRun {
  /** Milliseconds since the epoch at which the task wants to be run again; missing when it is done. */
  again?: number
}

/** Only wakes a worker for a task id. It may lose, repeat and reorder: the store decides. */
export interface TaskQueue {
  /** Idempotent per task: keeps the earliest time. */
  wake(taskId: string, at?: number): Promise<void>
  /**
   * A task never runs twice at the same time; a wake that comes while it runs is kept for afterwards. A run that throws does
   * not stop the others. `stop` takes no new task, waits `graceMs`, then aborts the signals and returns when the runs ended
   * (or a few seconds later).
   */
  work(
    run: (taskId: string, signal: AbortSignal) => Promise<TaskRun>,
    options: { concurrency: number },
  ): Promise<{ stop(graceMs: number): Promise<void> }>
  check(): Promise<void>
}
