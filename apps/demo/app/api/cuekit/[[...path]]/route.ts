import { nextRouteHandlers } from '@cuekit/next'
import { cuekit } from '../../../../lib/cuekit.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nextRouteHandlers(cuekit)
export const maxDuration = 300
