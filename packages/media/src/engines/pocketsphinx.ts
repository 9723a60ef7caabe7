import { dirname } from 'node:path'
import { CuekitError, type Segment, type Transcript, type Warning } from '@cuekit/core'
import type { Engine, EngineContext, EngineOptions } from '@cuekit/core/engines'
import { withLocalFile } from '../local-file.ts'
import { readLines } from '../read-lines.ts'
import { DEFAULT_LIMITS, type MediaLimits, runFfmpeg } from '../run-ffmpeg.ts'
import { runProgram } from '../run-program.ts'
import { probeSpeech, speechArgs } from '../speech-args.ts'
import { createOutputParser, type Utterance } from './pocketsphinx-output.ts'
import { findPocketsphinx, pocketsphinxError } from './pocketsphinx-program.ts'

export interface PocketsphinxOptions {
  /** Ceilings for the media, e.g. its length. */
  limits?: Partial<MediaLimits>
}

const AUDIO = 'audio.wav'

/** Silence after the end: the newer command line loses a word that is still being spoken when the file ends. */
const PADDING = 1

const LOW_ACCURACY: Warning = {
  code: 'low_accuracy_engine',
  message:
    'pocketsphinx gets about every third word wrong on real speech: check the text before it is shown to anyone.',
}

const NO_SPEECH: Warning = {
  code: 'no_speech_found',
  message: 'No English speech was recognised in this media.',
}

function optionWarnings(options: EngineOptions): Warning[] {
  return (['prompt', 'model', 'temperature'] as const)
    .filter((name) => options[name] !== undefined)
    .map((name) => ({
      code: 'option_ignored',
      message: `pocketsphinx has no ${name}: the option had no effect.`,
    }))
}

function assertEnglish(language: string | undefined): void {
  if (language === undefined || /^en(-|_|$)/i.test(language)) return
  throw new CuekitError(
    'unsupported_language',
    `pocketsphinx hears English only, not "${language.slice(0, 20)}". Leave the language out or choose another engine.`,
  )
}

function toSegment({ words }: Utterance): Segment | undefined {
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return undefined
  const text = words.map((word) => word.text).join(' ')
  return { start: first.start, end: last.end, text, words }
}

interface Decoded {
  folder: string
  /** Seconds, without the padding. */
  duration: number
}

async function recognise(decoded: Decoded, context: EngineContext): Promise<Segment[]> {
  const { signal, onEvent } = context
  const { folder, duration } = decoded
  const program = findPocketsphinx()
  const parser = createOutputParser(program.kind)
  const segments: Segment[] = []
  let progress = 0
  const take = (utterance: Utterance | undefined): void => {
    if (utterance === undefined) return
    const segment = toSegment(utterance)
    if (segment !== undefined) {
      segments.push(segment)
      onEvent?.({ type: 'partial', text: segment.text })
    }
    const reached = Math.min(utterance.end / duration, 0.999)
    if (reached > progress) onEvent?.({ type: 'progress', progress: reached })
    progress = Math.max(progress, reached)
  }
  const result = await runProgram(program.path, {
    args: program.args(AUDIO),
    cwd: folder,
    // Measured: 0.21 s of processor time per second of speech on a slow core, 111 MB.
    limits: {
      cpuSeconds: 60 + duration * 2,
      wallMs: 120_000 + duration * 6000,
      memoryBytes: 1e9,
      fileBytes: 0,
    },
    read: async (stdout) => {
      for await (const line of readLines(stdout)) take(parser.push(line))
      take(parser.end())
    },
    ...(signal ? { signal } : {}),
  })
  if (result.exitCode !== 0) throw pocketsphinxError(result)
  onEvent?.({ type: 'progress', progress: 1 })
  return segments
}

/** Decodes to what pocketsphinx hears, and recognises that. */
async function transcribeFile(
  path: string,
  limits: Partial<MediaLimits> | undefined,
  context: EngineContext,
): Promise<{ segments: Segment[]; duration: number }> {
  const { signal } = context
  const audio = await runFfmpeg({
    input: path,
    inputKind: 'audio',
    args: [
      ...speechArgs(await probeSpeech(path, signal), [`apad=pad_dur=${PADDING}`]),
      '-c:a',
      'pcm_s16le',
    ],
    output: { name: AUDIO, format: 'wav' },
    limits: { ...limits, seconds: (limits?.seconds ?? DEFAULT_LIMITS.seconds) + PADDING },
    ...(signal ? { signal } : {}),
  })
  try {
    const duration = Math.max(0.01, Math.round((audio.seconds - PADDING) * 1000) / 1000)
    const segments = await recognise({ folder: dirname(audio.path), duration }, context)
    return { segments, duration }
  } finally {
    await audio.dispose()
  }
}

/**
 * The engine that is always there: no key, no network, English only, many wrong words but word times within 15 ms. Needs
 * `ffmpeg`, `pocketsphinx` and its English model on this machine. Every transcript carries the warning `low_accuracy_engine`;
 * where nothing was heard it is empty with `no_speech_found`.
 * Throws `program_missing`, `unsupported_language`, and what `runFfmpeg` throws.
 */
export function pocketsphinx(options: PocketsphinxOptions = {}): Engine {
  return {
    name: 'pocketsphinx',
    capabilities: {
      accepts: 'bytes',
      formats: 'any',
      words: true,
      languages: ['en'],
      accuracy: 'low',
    },
    async transcribe(source, engineOptions = {}, context = {}): Promise<Transcript> {
      assertEnglish(engineOptions.language)
      // Before anything is decoded.
      findPocketsphinx()
      const { segments, duration } = await withLocalFile(source, context.signal, (path) =>
        transcribeFile(path, options.limits, context),
      )
      return {
        language: 'en',
        duration,
        text: segments.map((segment) => segment.text).join(' '),
        segments,
        warnings: [
          LOW_ACCURACY,
          ...(segments.length === 0 ? [NO_SPEECH] : []),
          ...optionWarnings(engineOptions),
        ],
      }
    },
  }
}
