export type { ContractCase } from './testing/contract-case.ts'
export { createContractCuekit } from './testing/contract-cuekit.ts'
export { contractOptions } from './testing/contract-options.ts'
export { blobStoreContract } from './testing/blob-store-contract.ts'
export {
  type ConverterCheck,
  converterContract,
  type ConverterTarget,
} from './testing/converter-contract.ts'
export { type HandlerCheck, handlerContract } from './testing/handler-contract.ts'
export type { HandlerTarget } from './testing/handler-contract-target.ts'
export { serveNode } from './testing/serve-node.ts'
export { taskQueueContract } from './testing/task-queue-contract.ts'
export { taskStoreContract } from './testing/task-store-contract.ts'
