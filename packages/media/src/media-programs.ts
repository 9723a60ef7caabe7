import { findProgram } from './programs.ts'
import { runProgram } from './run-program.ts'

export interface ProgramReport {
  name: 'ffmpeg' | 'ffprobe' | 'pocketsphinx' | 'prlimit'
  found: boolean
  /** Absolute path: for a console, never for the wire. */
  path?: string
  /** As the program writes it; pocketsphinx before 5 tells none. */
  version?: string
  /** What does not work without it. */
  purpose: string
}

const PURPOSES = {
  ffmpeg: 'extracts audio from video, and makes audio small enough for a service',
  ffprobe: 'reads containers that cannot be read without it: MPEG-TS, MPEG-PS, AVI, FLV, ASF',
  pocketsphinx: 'transcribes on this machine, without a key',
  prlimit: 'limits the memory and processor time of the others',
} as const

async function versionOf(path: string, flag: string): Promise<string | undefined> {
  const result = await runProgram(path, { args: [flag], limits: { wallMs: 10_000 } }).catch(
    () => undefined,
  )
  if (result?.exitCode !== 0) return undefined
  const [line = ''] = Buffer.from(result.stdout).toString('utf8').split('\n')
  return /\bversion (\S+)/.exec(line)?.[1] ?? /(\d+(?:\.\d+)+\S*)\s*$/.exec(line)?.[1]
}

async function report(name: ProgramReport['name']): Promise<ProgramReport> {
  const purpose = PURPOSES[name]
  const path =
    findProgram(name) ??
    (name === 'pocketsphinx' ? findProgram('pocketsphinx_continuous') : undefined)
  if (path === undefined) return { name, found: false, purpose }
  const version = await versionOf(path, name === 'prlimit' ? '--version' : '-version')
  return { name, found: true, path, ...(version === undefined ? {} : { version }), purpose }
}

/** Which of the programs that media work needs are present, for a doctor command or a page of settings. */
export async function mediaPrograms(): Promise<ProgramReport[]> {
  return Promise.all((['ffmpeg', 'ffprobe', 'pocketsphinx', 'prlimit'] as const).map(report))
}
