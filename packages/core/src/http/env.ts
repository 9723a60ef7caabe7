/** An environment variable where the runtime has any; blank counts as unset. Read when asked for, never at import. */
export function readEnv(name: string): string | undefined {
  const value = typeof process === 'undefined' ? undefined : process.env[name]?.trim()
  return value === '' ? undefined : value
}
