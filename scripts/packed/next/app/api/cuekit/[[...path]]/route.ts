import { nextRouteHandlers } from '@cuekit/next'
import { cuekit } from '../../../../lib/cuekit'

export const { GET, POST, PUT, PATCH, DELETE } = nextRouteHandlers(cuekit)
export const maxDuration = 300
