// Many small transcriptions, 32 at a time: processor time of one call, its answer validated where the client does that.
import { loadFile } from '../load-file.mjs'

export const row = {
  name: 'small call 64 KiB: CPU',
  unit: 'ms',
  figure: 'cpuPerCall',
  smallerIsBetter: true,
  rounds: 3,
  contenders: {
    cuekit: 'small-cuekit.mjs',
    'openai-node': 'small-openai.mjs',
  },
  prepare: () => loadFile(65_536),
}
