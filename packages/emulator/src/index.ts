export { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts'
export type { Billed, Ledger, LedgerCall } from './ledger.ts'
export type { Listening, ListenOptions } from './listen.ts'
export { type Sample, waterCycle } from './sample.ts'
