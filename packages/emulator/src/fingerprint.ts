/** Loudness of three frequency bands in dB, frame by frame, each at least `FLOOR` under its own peak. */
export type Fingerprint = readonly Float64Array[]

const RATE = 16_000
/** 20 ms. */
const FRAME = 320
/** Codec noise in pauses differs between encodings; what is quieter than this counts as silence. */
const FLOOR = -40
const SOUND = -30
/** Encoders put up to some 100 ms before the sound. */
const MAX_SHIFT = 10

/** One-pole low-pass, 6 dB an octave: enough to tell a hiss from a hum. */
function lowPass(samples: Float64Array, hertz: number): Float64Array {
  const weight = 1 - Math.exp((-2 * Math.PI * hertz) / RATE)
  let last = 0
  return samples.map((sample) => (last += weight * (sample - last)))
}

function loudness(band: Float64Array): Float64Array {
  const frames = new Float64Array(Math.floor(band.length / FRAME))
  for (let frame = 0; frame < frames.length; frame += 1) {
    let energy = 1e-9
    for (const sample of band.subarray(frame * FRAME, (frame + 1) * FRAME)) energy += sample ** 2
    frames[frame] = 10 * Math.log10(energy)
  }
  const peak = frames.reduce((most, value) => Math.max(most, value), -90)
  return frames.map((value) => Math.max(value - peak, FLOOR))
}

/** Of 16 kHz mono samples. Neither the volume nor the encoding changes it much; the words do. */
export function fingerprint(pcm: Int16Array): Fingerprint {
  const samples = Float64Array.from(pcm)
  const low = lowPass(samples, 600)
  const middle = lowPass(samples, 1600)
  // Nothing above 3 kHz: telephone encodings have none of it.
  const all = lowPass(lowPass(samples, 3000), 3000)
  const difference = (a: Float64Array, b: Float64Array): Float64Array =>
    a.map((value, at) => value - (b[at] ?? 0))
  return [low, difference(middle, low), difference(all, middle)].map(loudness)
}

/** -1..1: the least alike band at the best shift. 0 where the lengths differ by more than half a second. */
export function similarity(a: Fingerprint, b: Fingerprint): number {
  if (Math.abs((a[0]?.length ?? 0) - (b[0]?.length ?? 0)) * FRAME > RATE / 2) return 0
  let best = 0
  for (let shift = -MAX_SHIFT; shift <= MAX_SHIFT; shift += 1) {
    const bands = a.map((band, index) => correlation(band, b[index] ?? band, shift))
    best = Math.max(best, Math.min(...bands))
  }
  return best
}

/**
 * Pearson's, over the frames that both have and at least one fills with sound: the pauses alone would make everything
 * alike that has the same rhythm.
 */
function correlation(a: Float64Array, b: Float64Array, shift: number): number {
  const x = a.subarray(Math.max(0, shift), Math.max(0, Math.min(a.length, b.length + shift)))
  const y = b.subarray(Math.max(0, -shift))
  let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < x.length; at += 1) {
    const [u, v] = [x[at] ?? 0, y[at] ?? FLOOR]
    if (Math.max(u, v) < SOUND) continue
    n += 1
    sumX += u
    sumY += v
    sumXX += u * u
    sumYY += v * v
    sumXY += u * v
  }
  const spread = Math.sqrt((n * sumXX - sumX ** 2) * (n * sumYY - sumY ** 2))
  return spread > 0 ? (n * sumXY - sumX * sumY) / spread : 0
}
