/** 16 kHz mono samples, at most `maxSeconds` of them. Throws `program_missing`, `unreadable_media`, `no_audio`, ... */
export type Decode = (
  input: { path: string } | { bytes: Uint8Array },
  options: { maxSeconds: number; signal?: AbortSignal },
) => Promise<Int16Array>

/** Decodes with the caged ffmpeg, which is loaded on first use: the sample's own files are known without it. */
export const decode: Decode = async (input, options) => {
  const { decodePcm } = await import('@cuekit/media')
  return decodePcm(input, { sampleRate: 16_000, ...options })
}
