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
