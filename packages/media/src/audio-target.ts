/** A container and codec that small mono speech can be written in. */
export interface AudioTarget {
  extension: string
  type: string
  /** ffmpeg's name of the container. */
  format: string
  codec: readonly string[]
  /** Bits per second to choose from, best first. Empty where the codec decides. */
  rates: readonly number[]
}

// Frames of 60 ms instead of 20 save the container's part of each packet: in WebM a tenth of the file.
const opus = [
  ['-c:a', 'libopus', '-application', 'voip'],
  ['-vbr', 'constrained', '-frame_duration', '60'],
].flat()
const opusRates = [24_000, 20_000, 16_000]

// In order of preference: measured on speech, one hour is 8.4 MB as Opus 24k, 14.4 as MP3 32k, 44 as FLAC, 115 as WAV.
const TARGETS: readonly AudioTarget[] = [
  { extension: 'ogg', type: 'audio/ogg', format: 'ogg', codec: opus, rates: opusRates },
  { extension: 'opus', type: 'audio/ogg', format: 'ogg', codec: opus, rates: opusRates },
  { extension: 'webm', type: 'audio/webm', format: 'webm', codec: opus, rates: opusRates },
  {
    extension: 'mp3',
    type: 'audio/mpeg',
    format: 'mp3',
    codec: ['-c:a', 'libmp3lame'],
    rates: [32_000, 24_000],
  },
  {
    extension: 'm4a',
    type: 'audio/mp4',
    format: 'ipod',
    codec: ['-c:a', 'aac'],
    rates: [48_000, 32_000, 24_000],
  },
  { extension: 'flac', type: 'audio/flac', format: 'flac', codec: ['-c:a', 'flac'], rates: [] },
  { extension: 'wav', type: 'audio/wav', format: 'wav', codec: ['-c:a', 'pcm_s16le'], rates: [] },
]

/** The smallest kind of audio among the accepted file-name extensions (without dot); undefined when none is known. */
export function audioTarget(formats: readonly string[] | 'any'): AudioTarget | undefined {
  if (formats === 'any') return TARGETS[0]
  const accepted = new Set(formats.map((format) => format.toLowerCase().replace(/^\./, '')))
  return TARGETS.find(({ extension }) => accepted.has(extension))
}

/** The container's part and the swing of constrained variable rates stay below this, measured on tones, sweeps and noise. */
const OVERHEAD = 1.1

/** The best rate with which `duration` seconds fit in `maxBytes`; the lowest when none does or the duration is not known. */
export function audioRate(
  target: AudioTarget,
  fit: { duration?: number | undefined; maxBytes?: number | undefined },
): number | undefined {
  const { duration, maxBytes = Infinity } = fit
  if (maxBytes === Infinity) return target.rates[0]
  const lowest = target.rates.at(-1)
  if (duration === undefined) return lowest
  return target.rates.find((rate) => (rate / 8) * duration * OVERHEAD <= maxBytes) ?? lowest
}
