// Makes sample/water-cycle.mp3 and sample/water-cycle.mp4 from sample/water-cycle.json, at development time only:
//   node packages/emulator/scripts/make-sample.mjs
// Needs an ffmpeg with libflite, librubberband, libmp3lame and libx264 (Debian's has them).
//
// Each of the 35 words of the documented answer is spoken on its own, cut to its sound, fitted into its documented
// [start, end] and laid on a silent track, so that the answer's times are true of this recording to the sample.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RATE = 16_000
const SECONDS = 13.2
const folder = new URL('../sample/', import.meta.url)
const file = (name) => fileURLToPath(new URL(name, folder))

function ffmpeg(args, input) {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { input, maxBuffer: 2 ** 28 })
  if (run.error) throw run.error
  if (run.status !== 0) throw new Error(`ffmpeg ${args.join(' ')}\n${run.stderr}`)
  return run.stdout
}

const raw = ['-f', 's16le', '-ar', String(RATE), '-ac', '1']
const toSamples = (bytes) =>
  new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)))

function speak(text) {
  return toSamples(
    ffmpeg(['-f', 'lavfi', '-i', `flite=text='${text}':voice=slt`, ...raw, 'pipe:1']),
  )
}

/** Cuts the silence that the voice puts around a word: everything under 3 % of the peak. */
function cutToSound(samples) {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const first = samples.findIndex((value) => Math.abs(value) > peak * 0.03)
  const last = samples.findLastIndex((value) => Math.abs(value) > peak * 0.03)
  return samples.subarray(first, last + 1)
}

/** Changes the length without the pitch, then settles the last few samples with 4 ms of fade on both ends. */
function fitInto(samples, length) {
  const tempo = samples.length / length
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  const filter = `apad=pad_dur=0.3,rubberband=tempo=${tempo.toFixed(5)}:transients=mixed:window=short`
  const stretched = toSamples(
    ffmpeg([...raw, '-i', 'pipe:0', '-af', filter, ...raw, 'pipe:1'], bytes),
  )
  const fitted = new Float64Array(length)
  const fade = Math.min(64, length / 4)
  for (let at = 0; at < length; at += 1) {
    const edge = Math.min(1, at / fade, (length - 1 - at) / fade)
    fitted[at] = (stretched[at] ?? 0) * edge
  }
  return fitted
}

/** Brings every word to one loudness: squeezed words come out thin otherwise. */
function level(samples) {
  const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length)
  return samples.map((value) => Math.max(-30_000, Math.min(30_000, (value * 3600) / rms)))
}

const answer = JSON.parse(readFileSync(file('water-cycle.json'), 'utf8'))
const track = new Int16Array(Math.round(SECONDS * RATE))
for (const { word, start, end } of answer.result.subtitile.word_segments) {
  const from = Math.round(start * RATE)
  const length = Math.round(end * RATE) - from
  const sound = cutToSound(speak(word.replace(/[^a-z]/gi, '')))
  track.set(level(fitInto(sound, length)).map(Math.round), from)
}

const work = mkdtempSync(join(tmpdir(), 'cuekit-sample-'))
try {
  const wav = join(work, 'track.wav')
  ffmpeg([...raw, '-i', 'pipe:0', wav], Buffer.from(track.buffer))
  const bare = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact']
  ffmpeg(['-i', wav, ...bare, '-c:a', 'libmp3lame', '-b:a', '48k', file('water-cycle.mp3')])

  // A sky over three slow waves. Each wave's edge is one pixel of blend, else it shows steps.
  const wave = (height, width, speed) =>
    `(${height}*H+H/28*sin(X/W*${width}+T*${speed})+H/50*sin(X/W*${width * 1.7}-T*${speed * 0.7}))`
  const waves = [wave(0.52, 5, 0.6), wave(0.66, 7, 0.9), wave(0.8, 9, 1.3)]
  const over = (below, edge, colour) => `lerp(${below},${colour},clip(Y-${edge},0,1))`
  const paint = (sky, colours) =>
    colours.reduce((below, colour, index) => over(below, waves[index], colour), sky)
  const picture = [
    `color=c=black:s=640x360:r=15:d=${SECONDS}`,
    'format=gbrp',
    `geq=r='${paint('250-120*(1-Y/H)', [96, 52, 24])}'` +
      `:g='${paint('222-40*(1-Y/H)', [160, 120, 84])}'` +
      `:b='${paint('200+50*(1-Y/H)', [196, 170, 136])}'`,
    'format=yuv420p',
  ].join(',')
  ffmpeg([
    ...['-f', 'lavfi', '-i', picture, '-i', wav, ...bare],
    ...['-c:v', 'libx264', '-preset', 'slow', '-crf', '26', '-profile:v', 'main', '-g', '30'],
    ...['-c:a', 'aac', '-b:a', '64k', '-ar', '44100', '-t', String(SECONDS)],
    ...['-movflags', '+faststart', file('water-cycle.mp4')],
  ])
  if (process.argv.includes('--wav')) writeFileSync(file('water-cycle.wav'), readFileSync(wav))
} finally {
  rmSync(work, { recursive: true, force: true })
}
for (const name of ['water-cycle.mp3', 'water-cycle.mp4']) {
  console.log(name, statSync(file(name)).size)
}
