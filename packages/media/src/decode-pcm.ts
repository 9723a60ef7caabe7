import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { INPUT_NAME } from './ffmpeg-flags.ts'
import { createPrivateFolder } from './private-folder.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { probeSpeech, speechArgs } from './speech-args.ts'

export interface DecodePcmOptions {
  /** Hertz; the one rate speech engines hear. */
  sampleRate: 16000
  /** What comes later is left out. Default 600. */
  maxSeconds?: number
  signal?: AbortSignal
}

async function decodeFile(path: string, options: DecodePcmOptions): Promise<Int16Array> {
  const { maxSeconds = 600, signal } = options
  const info = await probeSpeech(path, signal)
  const output = await runFfmpeg({
    input: path,
    inputKind: 'audio',
    args: [...speechArgs(info), '-t', String(maxSeconds), '-c:a', 'pcm_s16le'],
    output: { name: 'audio.raw', format: 's16le' },
    limits: { seconds: maxSeconds },
    ...(signal ? { signal } : {}),
  })
  try {
    const bytes = await readFile(output.path)
    const samples = new Int16Array(bytes.byteLength >> 1)
    for (let index = 0; index < samples.length; index++)
      samples[index] = bytes.readInt16LE(index * 2)
    return samples
  } finally {
    await output.dispose()
  }
}

/** Decodes the first audio track to mono 16-bit samples at 16 kHz, held in memory. Throws what `runFfmpeg` throws. */
export async function decodePcm(
  input: { path: string } | { bytes: Uint8Array },
  options: DecodePcmOptions,
): Promise<Int16Array> {
  if ('path' in input) return decodeFile(input.path, options)
  const folder = await createPrivateFolder()
  try {
    const path = join(folder.path, INPUT_NAME)
    await writeFile(path, input.bytes)
    return await decodeFile(path, options)
  } finally {
    await folder.dispose()
  }
}
