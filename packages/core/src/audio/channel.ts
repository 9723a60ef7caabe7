export interface Channel<T> {
  push(value: T): void
  end(): void
  /** Everything pushed before comes first. */
  fail(error: unknown): void
  /** Values in order, those pushed so far included, until the end. */
  read(): AsyncGenerator<T, void>
}

/** Values handed from one running task to another, kept until they are read. */
export function createChannel<T>(): Channel<T> {
  const values: T[] = []
  let closed = false
  let failure: { error: unknown } | undefined
  let wake = (): void => {}

  const close = (): void => {
    closed = true
    wake()
  }
  return {
    push(value) {
      if (closed) return
      values.push(value)
      wake()
    },
    end: close,
    fail(error) {
      if (closed) return
      failure = { error }
      close()
    },
    async *read() {
      for (;;) {
        yield* values.splice(0)
        if (values.length > 0) continue
        if (failure) throw failure.error
        if (closed) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
