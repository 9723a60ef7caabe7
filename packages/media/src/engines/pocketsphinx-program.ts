import { CuekitError } from '@cuekit/core'
import { findProgram, programMissing } from '../programs.ts'
import type { ProgramResult } from '../run-program.ts'
import type { PocketsphinxKind } from './pocketsphinx-output.ts'

export interface PocketsphinxProgram {
  path: string
  kind: PocketsphinxKind
  /** Arguments to recognise a WAV file of 16 kHz. */
  args(file: string): string[]
}

/**
 * The newer command line where it is installed (a quarter fewer wrong words), else the older. Of the newer one `live`, because
 * `single` holds the whole file in memory and hears it as one utterance. The log stays on stderr: it tells why a start failed.
 */
export function findPocketsphinx(): PocketsphinxProgram {
  const newer = findProgram('pocketsphinx')
  if (newer !== undefined) return { path: newer, kind: 'json', args: (file) => ['live', file] }
  const older = findProgram('pocketsphinx_continuous')
  if (older === undefined) throw programMissing('pocketsphinx')
  return { path: older, kind: 'classic', args: (file) => ['-infile', file, '-time', 'yes'] }
}

/** What a failed start writes when the model package is not there. */
const NO_MODEL = /acoustic model|language model|dictionary file|\.bin not found|mdef/i

/** The error for a run that failed. */
export function pocketsphinxError(result: ProgramResult): CuekitError {
  const cause = new Error(`pocketsphinx: ${result.exitCode ?? result.killedBy}\n${result.stderr}`)
  if (result.ended !== 'exit' || result.killedBy !== null) {
    return new CuekitError(
      'media_limit_exceeded',
      'Recognising this media takes longer than is allowed here. Shorten it, then try again.',
      { cause },
    )
  }
  if (NO_MODEL.test(result.stderr)) {
    return programMissing('pocketsphinx', { part: 'The English model of pocketsphinx', cause })
  }
  return new CuekitError('program_failed', 'pocketsphinx failed; the log has the details.', {
    cause,
  })
}
