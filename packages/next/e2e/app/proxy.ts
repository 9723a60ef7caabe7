import { NextResponse } from 'next/server'

// The mistake under test: a proxy that matches an upload route makes Next cut its bodies at 10 MB.
export function proxy() {
  return NextResponse.next()
}

export const config = { matcher: '/cut/:path*' }
