import { CuekitError } from '../errors/error.ts'
import type { OpenedFile } from './file-node.ts'

/** Runtimes other than Node have no files to open by path. */
export async function openFile(_path: string): Promise<OpenedFile> {
  throw new CuekitError(
    'invalid_option',
    '{ path } needs Node. Pass a File, a Blob or { data, filename } here.',
  )
}
