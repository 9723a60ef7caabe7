import { readFile, symlink, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { extractAudio } from './extract-audio.ts'
import { ffmpeg, flite, testFolder } from './fixtures/make-media.ts'
import { probe } from './probe.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

const at = await testFolder()
// It lies beside the uploads, where a relative path reaches it too.
const secret = at('secret.ts')

beforeAll(async () => {
  await ffmpeg(...flite('this is the secret of another person'), '-c:a', 'aac', secret)
}, 60_000)

const hls = (target: string): string =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${target}\n#EXT-X-ENDLIST\n`

const mpd = (target: string): string => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S" profiles="urn:mpeg:dash:profile:full:2011">
<Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`

const sdp =
  'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n'

describe('files made to read other files', { timeout: 30_000 }, () => {
  const evil: [string, () => string][] = [
    ['HLS with an absolute path', () => hls(secret)],
    ['HLS with a file: address', () => hls(`file://${secret}`)],
    ['HLS with an address of the network', () => hls('http://127.0.0.1:9/a.ts')],
    ['HLS with a neighbour', () => hls('secret.ts')],
    ['ffconcat with an absolute path', () => `ffconcat version 1.0\nfile ${secret}\n`],
    ['ffconcat with a neighbour', () => 'ffconcat version 1.0\nfile secret.ts\n'],
    ['a DASH manifest', () => mpd(secret)],
    ['a session description', () => sdp],
    ['an image list', () => `${secret}\n${secret}\n`],
    ['a web page', () => '<!doctype html><title>404</title>'],
  ]

  it.each(evil)('%s is refused by extractAudio and probe', async (_name, content) => {
    const path = at('talk.mp4')
    await writeFile(path, content())
    const unreadable = { code: 'unreadable_media' }
    await expect(extractAudio({ input: path, formats: 'any' })).rejects.toMatchObject(unreadable)
    await expect(probe(path)).rejects.toMatchObject(unreadable)
    const asVideo = { input: path, inputKind: 'av' as const, args: [] }
    const output = { name: 'out.wav', format: 'wav' }
    await expect(runFfmpeg({ ...asVideo, output })).rejects.toMatchObject(unreadable)
  })

  it('the playlist works without the cage, so the test above would see a leak', async () => {
    await writeFile(at('naked.mp4'), hls(secret))
    await ffmpeg('-i', at('naked.mp4'), at('leak.wav'))
    expect((await readFile(at('leak.wav'))).byteLength).toBeGreaterThan(30_000)
  })

  it('neither message nor wire form tells a path', async () => {
    const path = at('hidden-name.mp4')
    await writeFile(path, hls(secret))
    const error: unknown = await extractAudio({ input: path, formats: 'any' }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(Error)
    const told = `${String(error)} ${JSON.stringify(error)}`
    expect(told).not.toMatch(/hidden-name|secret|cuekit-|input\.bin/)
  })

  it('a MagicYUV video is never decoded (CVE-2026-8461), its audio is still read', async () => {
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:duration=1']
    await ffmpeg(...picture, '-i', secret, '-c:v', 'magicyuv', '-c:a', 'pcm_s16le', at('m.avi'))
    const input = at('m.avi')
    const output = { name: 'out.avi', format: 'avi' }
    const video = runFfmpeg({ input, inputKind: 'av', args: ['-c:v', 'mjpeg', '-an'], output })
    await expect(video).rejects.toMatchObject({ code: 'unreadable_media' })
    const audio = await extractAudio({ input, formats: ['wav'] })
    expect(audio.duration).toBeGreaterThan(1)
    await audio.dispose()
  })

  it('a picture larger than 4096 by 2304 is refused', async () => {
    const picture = ['-f', 'lavfi', '-i', 'color=size=7680x4320:duration=0.1:rate=10']
    await ffmpeg(...picture, '-c:v', 'mjpeg', at('huge.avi'))
    const output = { name: 'out.avi', format: 'avi' }
    const run = runFfmpeg({
      input: at('huge.avi'),
      inputKind: 'av',
      args: ['-c:v', 'mjpeg'],
      output,
    })
    await expect(run).rejects.toMatchObject({ code: 'media_limit_exceeded' })
  })
})

describe('file names made to be misread', { timeout: 30_000 }, () => {
  it.each(['http:x.mp4', 'concat:a|b.wav', '-i.wav', '%03d.wav', "it's a:b,[c];d.wav", 'tee:x'])(
    '%s is only a name',
    async (name) => {
      await symlink(secret, at(name))
      const audio = await extractAudio({ input: at(name), formats: ['ogg'] })
      expect(audio.duration).toBeGreaterThan(1)
      expect((await probe(at(name))).container).toBe('ts')
      await audio.dispose()
    },
  )

  it('a folder, an empty file and a missing file say what they are', async () => {
    await writeFile(at('empty.mp3'), '')
    const extract = (name: string): Promise<unknown> =>
      extractAudio({ input: at(name), formats: 'any' })
    await expect(extract('.')).rejects.toMatchObject({ code: 'invalid_option' })
    await expect(extract('empty.mp3')).rejects.toMatchObject({ code: 'empty_file' })
    await expect(extract('nothing.mp3')).rejects.toMatchObject({ code: 'not_found' })
  })
})
