// The same upload: how much processor time does the client take? Beside undici alone, which does nothing but send.
import { row as memory } from './upload-memory.mjs'

export const row = {
  ...memory,
  name: 'upload 500 MB: CPU',
  unit: 's',
  figure: 'cpu',
  contenders: { ...memory.contenders, 'undici.request (raw)': 'upload-undici.mjs' },
}
