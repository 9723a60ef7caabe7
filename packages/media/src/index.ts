export { decodePcm, type DecodePcmOptions } from './decode-pcm.ts'
export { pocketsphinx, type PocketsphinxOptions } from './engines/pocketsphinx.ts'
export { extractAudio, type ExtractAudioOptions, type ExtractedAudio } from './extract-audio.ts'
export type { InputKind } from './ffmpeg-flags.ts'
export type { MediaInfo } from './media-info.ts'
export { mediaPrograms, type ProgramReport } from './media-programs.ts'
export { probe } from './probe.ts'
export { findProgram, type FindProgramOptions } from './programs.ts'
export {
  type FfmpegOutput,
  type MediaLimits,
  runFfmpeg,
  type RunFfmpegOptions,
} from './run-ffmpeg.ts'
export { type ProgramResult, runProgram, type RunProgramOptions } from './run-program.ts'
export type { ProcessLimits } from './wrappers.ts'
