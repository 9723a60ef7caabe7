// A 500 MB upload from disk to a transcription server: how much memory does the client take?
import { loadFile } from '../load-file.mjs'

export const row = {
  name: 'upload 500 MB: peak RSS',
  unit: 'MB',
  figure: 'maxRss',
  smallerIsBetter: true,
  rounds: 3,
  contenders: {
    cuekit: 'upload-cuekit.mjs',
    'openai-node (fs stream)': 'upload-openai.mjs',
    'fetch (stream body)': 'upload-fetch.mjs',
  },
  prepare: () => loadFile(500_000_000),
}
