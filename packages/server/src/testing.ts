export {
  type ConverterCheck,
  converterContract,
  type ConverterTarget,
} from './testing/converter-contract.ts'
export { serveNode } from './testing/serve-node.ts'
