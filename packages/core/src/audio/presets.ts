import type { AudioPreset } from './preset.ts'

// Values without calls, each an export of its own: a bundle has those it names.

/**
 * Let'sAPI. Formats and model are those of its page "create transcription", which documents neither word times nor a limit: 25 MiB is
 * OpenAI's behind it.
 */
export const letsapi: AudioPreset = {
  name: "Let'sAPI",
  baseURL: 'https://api.aigc369.com/v1',
  env: { apiKey: 'LETSAPI_API_KEY', baseURL: 'LETSAPI_BASE_URL' },
  auth: 'bearer',
  formats: ['mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'wav', 'webm'],
  maxBodyBytes: 26_214_400,
  model: 'whisper-1',
  granularities: ['word', 'segment'],
  words: 'top',
}

/**
 * OpenAI. 25 MiB bound the whole body (26,148,864 bytes of audio passed, 26,214,401 did not), and only `whisper-1` has times; the
 * diarizing model has those of segments. Source: OpenAI's reference, createTranscription, and its recorded answers.
 */
export const openai: AudioPreset = {
  name: 'OpenAI',
  baseURL: 'https://api.openai.com/v1',
  env: { apiKey: 'OPENAI_API_KEY', baseURL: 'OPENAI_BASE_URL' },
  auth: 'bearer',
  formats: ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'],
  maxBodyBytes: 26_214_400,
  model: 'whisper-1',
  granularities: ['word', 'segment'],
  words: 'top',
}

/**
 * Groq. It gives json, text and verbose_json, no subtitles; how much it takes depends on the plan, and above the hourly quota it
 * answers 413. Source: Groq's documentation, "Speech to Text", and its SDK.
 */
export const groq: AudioPreset = {
  name: 'Groq',
  baseURL: 'https://api.groq.com/openai/v1',
  env: { apiKey: 'GROQ_API_KEY', baseURL: 'GROQ_BASE_URL' },
  auth: 'bearer',
  formats: ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'],
  model: 'whisper-large-v3-turbo',
  granularities: ['word', 'segment'],
  words: 'top',
}

/**
 * Azure OpenAI. `baseURL` is `https://{resource}.openai.azure.com/openai/v1`, or
 * `https://{resource}.openai.azure.com/openai/deployments/{deployment}?api-version={version}`, and the model is the deployment's
 * name. The key goes into `api-key`; for a token of Entra spread the preset with `auth: 'bearer'`. Source: Microsoft Learn, Azure
 * OpenAI REST API reference; one-api's Azure channel.
 */
export const azure: AudioPreset = {
  name: 'Azure OpenAI',
  env: { apiKey: 'AZURE_OPENAI_API_KEY', baseURL: 'AZURE_OPENAI_BASE_URL' },
  auth: 'api-key',
  formats: ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'],
  maxBodyBytes: 26_214_400,
  granularities: ['word', 'segment'],
  words: 'top',
}

/**
 * The server of whisper.cpp at its default address. It has one path and the model it was started with, translates by a form field,
 * and its words are tokens inside the segments, whatever granularities are asked for. It reads WAV; started with `--convert`, what
 * ffmpeg reads: spread the preset with `formats: 'any'` then. Source: whisper.cpp, examples/server, README.md and server.cpp.
 */
export const whisperCpp: AudioPreset = {
  name: 'whisper.cpp',
  baseURL: 'http://127.0.0.1:8080',
  auth: 'none',
  paths: { transcriptions: '/inference', translations: '/inference' },
  translateField: 'translate',
  formats: ['wav'],
  model: 'whisper-1',
  granularities: [],
  words: 'segments',
}

/**
 * speaches (faster-whisper-server) at its default address. The model is one that it has downloaded; verbose_json without
 * granularities used to fail, and what is not set is sent as null. Source: speaches, usage/speech-to-text, routers/stt.py, issue 58.
 */
export const speaches: AudioPreset = {
  name: 'speaches',
  baseURL: 'http://127.0.0.1:8000/v1',
  auth: 'none',
  formats: 'any',
  granularities: ['word', 'segment'],
  words: 'top',
}

/**
 * LocalAI at its default address. Words are called `text`, beside the segments and inside them, and earlier builds had none.
 * Source: LocalAI's transcription endpoint and issue 9306.
 */
export const localai: AudioPreset = {
  name: 'LocalAI',
  baseURL: 'http://127.0.0.1:8080/v1',
  auth: 'none',
  formats: 'any',
  model: 'whisper-1',
  granularities: ['word', 'segment'],
  words: 'both',
}

/**
 * vLLM at its default address. The model is the one it serves; segments come without words, `duration` is text, streams are made of
 * chat-like chunks, and files above 25 MiB need `VLLM_MAX_AUDIO_CLIP_FILESIZE_MB`. Source: vLLM, pull requests 24209 and 31059,
 * vllm/envs.py.
 */
export const vllm: AudioPreset = {
  name: 'vLLM',
  baseURL: 'http://127.0.0.1:8000/v1',
  auth: 'none',
  formats: 'any',
  granularities: ['segment'],
  words: 'none',
}
