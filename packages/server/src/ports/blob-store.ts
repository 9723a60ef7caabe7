export interface BlobInfo {
  bytes: number
  sha256: string
}

/** Holds bytes. Keys are made by us, `<task id>/<name>`; names given by users never reach it. */
export interface BlobStore {
  /** Streams to storage and is visible only when complete. More than `maxBytes` rejects with `payload_too_large`. */
  put(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; signal?: AbortSignal },
  ): Promise<BlobInfo>
  /**
   * `range` is inclusive: `[0, 0]` is the first byte; `bytes` is how many the body gives. Null when there is none. The
   * body should hold nothing open before it is read: a framework may drop an answer unread.
   */
  get(
    key: string,
    options?: { range?: [start: number, end: number] },
  ): Promise<{ body: ReadableStream<Uint8Array>; bytes: number } | null>
  /** Null when there is none. */
  stat(key: string): Promise<{ bytes: number } | null>
  /** A path a local program can read, and what to call when done; stores without files download to a temporary one. */
  localFile(key: string): Promise<{ path: string; release(): Promise<void> } | null>
  /** Deletes everything whose key begins with `<task id>/`. */
  deleteTask(taskId: string): Promise<void>
  /**
   * Ids of tasks that nothing was written for since `before`: where a crash may have left blobs without a task. Stores that
   * clean up by rules of their own leave it out.
   */
  stale?(before: number): Promise<string[]>
  check(): Promise<void>
}
