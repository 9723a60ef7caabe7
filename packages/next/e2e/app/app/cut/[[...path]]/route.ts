import { nextRouteHandlers } from '@cuekit/next'
import { cuekit } from '../../../lib/cuekit'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nextRouteHandlers(cuekit)
