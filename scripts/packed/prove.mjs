import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

/** Uploads the sample to a mounted Cuekit, waits, and reads its subtitles, as a browser would. Resolves with WebVTT. */
export async function subtitlesOf(sample, mount) {
  const upload = await fetch(`${mount}/tasks?name=water-cycle.mp3&language=en`, {
    method: 'POST',
    headers: { 'content-type': 'audio/mpeg' },
    body: await readFile(sample),
  })
  assert.equal(upload.status, 202, await upload.clone().text())
  const location = new URL(upload.headers.get('location'), mount)
  const task = await finished(location)
  const vtt = await (await fetch(new URL(task.tracks[0].url, mount))).text()
  assert.match(vtt, /^WEBVTT/)
  assert.match(vtt.replaceAll('\n', ' '), /The water cycle/)
  const part = await fetch(new URL(task.mediaUrl, mount), { headers: { range: 'bytes=0-9' } })
  assert.equal(part.status, 206)
  return vtt
}

async function finished(location) {
  for (let tries = 0; tries < 300; tries += 1) {
    const task = await (await fetch(location)).json()
    if (task.status === 'succeeded') return task
    assert.ok(['queued', 'processing'].includes(task.status), JSON.stringify(task))
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${location} did not finish within a minute`)
}
