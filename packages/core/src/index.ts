export { ERROR_CODES, type ErrorCode } from './errors/codes.ts'
export {
  CuekitError,
  type CuekitErrorOptions,
  isCuekitError,
  toCuekitError,
} from './errors/error.ts'
export { type MediaType, sniffMediaType } from './schemas/media-type.ts'
export type { Cue, CueSettings } from './schemas/cue.ts'
export {
  type ErrorBody,
  errorBodySchema,
  type TaskStatus,
  type TaskStep,
  type TaskTrack,
  type TaskView,
  taskViewSchema,
} from './schemas/task-view.ts'
export {
  type Segment,
  type Transcript,
  transcriptSchema,
  type Warning,
  type Word,
} from './schemas/transcript.ts'
export type { BurnParams } from './ai302/burn-params.ts'
export type { BurnStyle, SourceStyle, TranslationStyle } from './ai302/burn-style.ts'
export { type AI302Client, type AI302ClientOptions, createAI302Client } from './ai302/client.ts'
export type { Files, UploadOptions } from './ai302/files.ts'
export type { ExtractParams, SeparateParams, Subtitles } from './ai302/subtitles.ts'
export type {
  BurnResult,
  DownloadResult,
  ExtractAudioResult,
  ExtractResult,
  SeparateResult,
  TaskKind,
  TaskResults,
  TranslateResult,
} from './ai302/task-results.ts'
export type { AnyTaskHandle, Tasks, TaskSnapshot } from './ai302/tasks.ts'
export type { TranslateParams } from './ai302/translate-params.ts'
export type { DownloadParams, VideoParams, Videos } from './ai302/videos.ts'
export { type AudioClient, createAudioClient } from './audio/client.ts'
export type { AudioClientOptions } from './audio/client-options.ts'
export type { AudioInput } from './audio/input.ts'
export type { KnownSpeaker } from './audio/known-speakers.ts'
export type { AudioPreset } from './audio/preset.ts'
export {
  azure,
  groq,
  letsapi,
  localai,
  openai,
  speaches,
  vllm,
  whisperCpp,
} from './audio/presets.ts'
export type { Speech, SpeechAudio, SpeechFormat, SpeechParams } from './audio/speech.ts'
export type { StreamParams, TranscriptionEvent, TranscriptionStream } from './audio/stream.ts'
export type {
  DiarizedTranscription,
  Transcription,
  TranscriptionOf,
  VerboseTranscription,
} from './audio/transcription-answer.ts'
export type {
  ChunkingStrategy,
  ResponseFormat,
  TranscribeParams,
  TranscriptionParams,
} from './audio/transcription-params.ts'
export type { TranscribeOptions, Transcriptions } from './audio/transcriptions.ts'
export type { TranslationFormat, TranslationParams, Translations } from './audio/translations.ts'
export type { RemoteJob } from './engines/engine.ts'
export type { ClientEvent } from './http/client-event.ts'
export type { ClientOptions, RequestOptions } from './http/client-options.ts'
export { fetchTransport } from './http/fetch.ts'
export type { RetryPolicy } from './http/retry.ts'
export type {
  RawResponse,
  RequestBody,
  TimeoutOptions,
  Timeouts,
  Transport,
  TransportRequest,
} from './http/transport.ts'
export type { UploadProgress } from './http/upload-progress.ts'
export type { TaskHandle, WaitEvent, WaitOptions } from './polling/handle.ts'
export { pollDelay, type Schedule, type ScheduleState } from './polling/schedule.ts'
export type { VideoFormat, VideoInfo } from './wire/video-info.ts'
export type { TokenLogprob } from './wire/audio.ts'
export type { DiarizedSegment } from './wire/audio-diarized.ts'
export type { VideoTaskAnswer } from './wire/video-task.ts'
export type { VideoTaskResult } from './wire/video-task-result.ts'
export type { RawSegment, RawWord } from './wire/raw-transcript.ts'
export type { TranscriptHints } from './wire/transcript.ts'
