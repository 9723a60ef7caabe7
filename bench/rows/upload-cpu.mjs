// The same upload: how much processor time does the client take?
import { row as memory } from './upload-memory.mjs'

export const row = { ...memory, name: 'upload 500 MB: CPU', unit: 's', figure: 'cpu' }
