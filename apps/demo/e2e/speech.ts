import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const ffmpeg = (args: string[]): Promise<unknown> =>
  promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], {
    maxBuffer: 1_000_000,
  })

/** What the test speaks; plain words, so that a recogniser without punctuation can be compared. */
export const SPOKEN =
  'the quick brown fox jumps over the lazy dog and the old man walked slowly down the long road to the river'

/** Speech made by ffmpeg's flite source: the same bytes every time, no file from outside. */
export const speakWav = (path: string, text = SPOKEN): Promise<unknown> =>
  ffmpeg([
    ...['-f', 'lavfi', '-i', `flite=text='${text}':voice=rms`],
    ...['-ar', '16000', '-ac', '1', path],
  ])

/** A normal MP4 of about `megabytes` with the same speech: noisy pictures, since quiet ones compress to nothing. */
export const speakMp4 = (path: string, megabytes: number, text = SPOKEN): Promise<unknown> =>
  ffmpeg([
    ...['-f', 'lavfi', '-i', `flite=text='${text}':voice=rms`],
    ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25,noise=alls=60:allf=t'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...[
      '-b:v',
      `${megabytes * 1.3}M`,
      '-minrate',
      `${megabytes * 1.3}M`,
      '-maxrate',
      `${megabytes * 1.3}M`,
    ],
    ...['-bufsize', `${megabytes}M`, '-nal-hrd', 'cbr', '-c:a', 'aac', '-shortest', path],
  ])

/** Word error rate: edits to turn `heard` into `said`, by words said. */
export function wordErrorRate(said: string, heard: string): number {
  const words = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []
  const a = words(said)
  const b = words(heard)
  let row = b.map((_, index) => index + 1)
  row.unshift(0)
  for (const [i, word] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries()) {
      next.push(
        Math.min(
          (row[j] ?? 0) + (word === other ? 0 : 1),
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
        ),
      )
    }
    row = next
  }
  return (row.at(-1) ?? 0) / a.length
}
