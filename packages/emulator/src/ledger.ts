/** What the real service would have charged. One PTC of 302.AI is one US dollar. */
export interface Billed {
  seconds: number
  usd: number
}

/** One call the emulator answered. */
export interface LedgerCall {
  /** ISO 8601. */
  at: string
  method: string
  path: string
  requestId: string
  /** Missing while the answer is still being made, and for a connection that was cut. */
  status?: number
  /** Bytes of the body that were read. */
  requestBytes: number
  responseBytes: number
  /** A 302 task is billed on the call that submitted it, once it has succeeded. */
  billed?: Billed
  /** The fault that was asked for. */
  fault?: string
  /** The scenario that was asked for. */
  scenario?: string
}

/** Everything the emulator was asked, oldest first. */
export interface Ledger {
  readonly calls: readonly LedgerCall[]
  /** Sum of what would have been billed, in US dollars. */
  total(): number
  clear(): void
}

export interface LedgerBook extends Ledger {
  open(call: Pick<LedgerCall, 'at' | 'method' | 'path' | 'requestId'>): LedgerCall
}

export function createLedger(): LedgerBook {
  const calls: LedgerCall[] = []
  return {
    calls,
    total: () => calls.reduce((sum, call) => sum + (call.billed?.usd ?? 0), 0),
    clear: () => {
      calls.length = 0
    },
    open: (call) => {
      const entry: LedgerCall = { ...call, requestBytes: 0, responseBytes: 0 }
      calls.push(entry)
      return entry
    },
  }
}

/** Both services bill by the minute, to the second. */
export function bill(seconds: number, usdPerMinute: number): Billed {
  return { seconds, usd: (seconds / 60) * usdPerMinute }
}
