import { copyFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createAI302Client, createAudioClient, type WaitOptions } from '@cuekit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator } from './emulator.ts'
import { waterCycle } from './sample.ts'

const emulator = createEmulator({
  translate: async ({ texts }) => texts.map((text) => text.toUpperCase()),
  burn: ({ videoPath, outputPath }) => copyFile(videoPath, outputPath),
})
let baseURL: string
beforeAll(async () => {
  baseURL = (await emulator.listen()).url
})
afterAll(() => emulator.close())

const file = { path: fileURLToPath(waterCycle.videoUrl) }
const soon: Pick<WaitOptions<unknown>, 'signal'> = { signal: AbortSignal.timeout(100_000) }

const tell = (rule: object) =>
  emulator.fetch('http://emulator/_emulator/faults', {
    method: 'POST',
    body: JSON.stringify(rule),
  })

describe('clients of @cuekit/core', { timeout: 120_000 }, () => {
  it('go the whole way of 302’s own app, each step billed once', async () => {
    emulator.ledger.clear()
    const { files, videos, subtitles } = createAI302Client({ baseURL, apiKey: 'sk-test' })
    const { url } = await files.upload(file)
    expect(await videos.info({ url })).toMatchObject({ formats: [{ height: 360 }] })
    const { videoUrl, audioUrl } = await (await videos.download({ url })).result(soon)

    const extraction = await subtitles.extract({ audioUrl, language: 'en' })
    const { transcript } = await extraction.result(soon)
    expect(transcript.text).toBe(waterCycle.transcript.text)

    const asked = { model: 'any', from: 'en', to: 'de', transcript }
    const translated = await (await subtitles.translate(asked)).result(soon)
    const { source, translation } = translated
    expect(translation[0]?.lines).toEqual(['THE WATER CYCLE IS A NATURAL CIRCULAR SYSTEM.'])

    const burnt = await (await subtitles.burn({ videoUrl, source, translation })).result(soon)
    expect((await fetch(burnt.videoUrl)).headers.get('content-type')).toBe('video/mp4')

    const billed = emulator.ledger.calls.flatMap(({ path, billed: bill }) =>
      bill === undefined ? [] : [path.split('/').at(-1)],
    )
    expect(billed).toEqual(['upload-file', 'info', 'download', 'extract', 'burn'])
  })

  it('stream words and then the end', async () => {
    const { transcriptions } = createAudioClient({ baseURL: `${baseURL}/v1`, apiKey: 'sk-test' })
    const types = []
    for await (const { type } of transcriptions.stream({ file, model: 'gpt-4o-transcribe' })) {
      types.push(type)
    }
    expect(types.filter((type) => type === 'delta')).toHaveLength(35)
    expect(types.at(-1)).toBe('done')
  })

  it('submit once, whatever befalls the polls', async () => {
    emulator.ledger.clear()
    await tell({ path: '/302/vt/tasks/*', times: 1, fault: 'status=502' })
    await tell({ path: '/302/vt/tasks/*', times: 1, fault: 'reset-before-body' })
    await tell({ path: '/302/vt/tasks/*', times: 2, fault: 'backwards' })
    const { files, subtitles } = createAI302Client({ baseURL, apiKey: 'sk-test' })
    const { url: audioUrl } = await files.upload(file)
    const handle = await subtitles.extract({ audioUrl, language: 'en' })
    const { transcript } = await handle.result(soon)
    expect(transcript.segments).toHaveLength(3)
    const submitted = emulator.ledger.calls.filter(({ path }) => path.endsWith('/extract'))
    expect(submitted).toHaveLength(1)
    const faults = emulator.ledger.calls.flatMap(({ fault }) => fault ?? [])
    expect(faults).toEqual(['status=502', 'reset-before-body', 'backwards', 'backwards'])
  })
})
