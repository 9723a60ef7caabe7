import assert from 'node:assert/strict'
import type { TaskView } from '@cuekit/core'
import type { Check } from './handler-contract-target.ts'

export const readingChecks: Record<string, Check> = {
  'GET /config says what may be uploaded, and HEAD the same without a body': async (visitor) => {
    const answer = await visitor.send('/config')
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type'] ?? '', /^application\/json/)
    assert.match(answer.body.toString('utf8'), /"maxBytes":16777216/)
    assert.doesNotMatch(answer.body.toString('utf8'), /sk-/)
    const head = await visitor.send('/config', { method: 'HEAD' })
    assert.deepEqual([head.status, head.body.length], [200, 0])
    assert.equal(head.headers['content-type'], answer.headers['content-type'])
  },

  'OPTIONS names the methods': async (visitor) => {
    const answer = await visitor.send('/tasks', { method: 'OPTIONS' })
    assert.equal(answer.status, 204)
    assert.match(answer.headers.allow ?? '', /GET.*POST/)
  },

  'a task ends in subtitles, transcript and a list of its own': async (visitor) => {
    const { id } = await visitor.upload()
    const task = await visitor.succeeded(id)
    const vtt = await visitor.send(task.tracks[0]?.url ?? '')
    assert.equal(vtt.status, 200, vtt.body.toString('utf8'))
    assert.match(vtt.headers['content-type'] ?? '', /^text\/vtt/)
    const text = vtt.body.toString('utf8')
    assert.match(text, /^WEBVTT/)
    const spoken = text.replaceAll(/[\s\d:.>-]+/g, ' ')
    assert.ok(spoken.includes(visitor.media.text), text)
    const srt = await visitor.send(`/tasks/${id}/subtitles.srt`)
    assert.match(srt.body.toString('utf8'), /^1\r?\n00:00:0\d,\d{3} --> /)
    const transcript = await visitor.send(`/tasks/${id}/transcript`)
    assert.match(transcript.body.toString('utf8'), /"segments":\[/)
    const { tasks } = (await visitor.send('/tasks')).json() as { tasks: TaskView[] }
    assert.deepEqual(
      tasks.map((listed) => listed.id),
      [id],
    )
  },

  'events begin at once with the task as it is, and end with it': async (visitor) => {
    const { id } = await visitor.upload()
    const response = await fetch(visitor.urlOf(`/tasks/${id}/events`), {
      headers: { 'x-user': visitor.user },
    })
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(response.headers.get('x-accel-buffering'), 'no')
    const versions: number[] = []
    let last: TaskView | undefined
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const frame = text.slice(0, end)
        text = text.slice(end + 2)
        const data = /^data: (.*)$/m.exec(frame)?.[1]
        if (data === undefined) continue
        last = JSON.parse(data) as TaskView
        assert.equal(/^id: (.*)$/m.exec(frame)?.[1], String(last.version))
        versions.push(last.version)
      }
    }
    assert.equal(last?.status, 'succeeded')
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    )
  },

  'an event stream that stays open delivers its first bytes at once': async (visitor) => {
    await visitor.upload()
    const leave = new AbortController()
    const response = await fetch(visitor.urlOf('/events'), {
      headers: { 'x-user': visitor.user },
      signal: leave.signal,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    // The stream has no end of its own: what is read here was not held back until one.
    while (!text.includes('data: ')) text += (await reader?.read())?.value ?? ''
    leave.abort()
    assert.match(text, /"status":/)
  },

  'media is answered in ranges, by a link that needs no header': async (
    visitor,
    { media, url },
  ) => {
    const { mediaUrl = '' } = await visitor.upload()
    assert.ok(mediaUrl.startsWith(`${visitor.mount}/tasks/`), mediaUrl)
    const link = new URL(mediaUrl, url).href
    const part = await fetch(link, { headers: { range: 'bytes=100-299' } })
    assert.equal(part.status, 206)
    assert.equal(part.headers.get('content-range'), `bytes 100-299/${media.bytes.byteLength}`)
    const bytes = Buffer.from(await part.arrayBuffer())
    assert.ok(bytes.equals(media.bytes.subarray(100, 300)), 'the range has other bytes')
    const whole = await fetch(link)
    assert.deepEqual([whole.status, whole.headers.get('accept-ranges')], [200, 'bytes'])
    assert.equal((await whole.arrayBuffer()).byteLength, media.bytes.byteLength)
    const head = await fetch(link, { method: 'HEAD' })
    // Next 16 takes Content-Length off every answer of a route; nobody may say a wrong one.
    const length = head.headers.get('content-length') ?? String(media.bytes.byteLength)
    assert.deepEqual([head.status, length], [200, String(media.bytes.byteLength)])
    const beyond = await fetch(link, { headers: { range: 'bytes=999999999-' } })
    assert.equal(beyond.status, 416)
  },

  'an unchanged task is answered with 304 and no body': async (visitor) => {
    const { id } = await visitor.upload()
    await visitor.succeeded(id)
    for (const path of [`/tasks/${id}`, `/tasks/${id}/subtitles.vtt`]) {
      const first = await visitor.send(path)
      assert.ok(first.headers.etag, `${path} ${first.body.toString('utf8')}`)
      const again = await visitor.send(path, { headers: { 'if-none-match': first.headers.etag } })
      assert.deepEqual([again.status, again.body.length], [304, 0], path)
      assert.equal(again.headers.etag, first.headers.etag)
    }
  },

  'a cookie of authorize arrives': async (visitor) => {
    const answer = await visitor.send('/config', { headers: { 'x-cookie': '1' } })
    assert.deepEqual(answer.headers['set-cookie'], ['contract=1; Path=/; HttpOnly'])
  },

  'a deleted task is gone': async (visitor) => {
    const { id } = await visitor.upload()
    const answer = await visitor.send(`/tasks/${id}`, { method: 'DELETE' })
    assert.deepEqual([answer.status, answer.body.length], [204, 0])
    assert.equal((await visitor.send(`/tasks/${id}`)).status, 404)
  },
}
