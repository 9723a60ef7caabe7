import { hour, medianMs } from './hour.mjs'
import { report } from './report.mjs'

report({ ms: await medianMs(() => JSON.parse(hour)) })
