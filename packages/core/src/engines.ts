export {
  type Engine,
  type EngineCapabilities,
  type EngineContext,
  type EngineEvent,
  type EngineOptions,
  isRemoteEngine,
  type MediaSource,
  type PollResult,
  type RemoteEngine,
  type RemoteJob,
} from './engines/engine.ts'
export { ai302, type AI302EngineOptions } from './engines/ai302.ts'
export { letsapi, type LetsAPIOptions } from './engines/letsapi.ts'
export { openaiCompatible, type OpenAICompatibleOptions } from './engines/openai-compatible.ts'
