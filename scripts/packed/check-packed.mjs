// Proves the packages as users get them: packed, installed by npm in empty apps, type-checked, started, and asked for subtitles.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installApp } from './install.mjs'
import { packAll } from './pack.mjs'
import { run, serve } from './processes.mjs'
import { subtitlesOf } from './prove.mjs'

const folder = await mkdtemp(join(tmpdir(), 'cuekit-packed-'))
const proved = (text) => console.log(`✓ ${text}`)
const bin = (app, name) => join(folder, app, 'node_modules/.bin', name)
const within = (app) => ({ cwd: join(folder, app) })
const key = { LETSAPI_API_KEY: 'sk-packed' }

async function express(env, sample) {
  const app = await serve(process.execPath, ['dist/server.js'], {
    ...within('express'),
    env: { ...env, PORT: '0' },
    ready: /listening on (\d+)/,
  })
  try {
    const origin = `http://127.0.0.1:${app.found}`
    await subtitlesOf(sample, `${origin}/api/cuekit`)
    proved('Express: an uploaded sample became WebVTT, and its media is served in ranges')
    const own = await fetch(`${origin}/own?path=${encodeURIComponent(sample)}`, { method: 'POST' })
    const { id } = await own.json()
    let srt = await fetch(`${origin}/own/${id}.srt`)
    for (let tries = 0; srt.status !== 200 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      srt = await fetch(`${origin}/own/${id}.srt`)
    }
    assert.match(await srt.text(), /^1\r?\n00:00:00,\d{3} --> /)
    proved(
      'Express: cuekit.tasks.create of own server code became SRT by formatSrt(toCues(transcript))',
    )
  } finally {
    await app.stop()
  }
}

async function next(env, sample) {
  // Next's own declarations do not pass, so `next build` has to check with skipLibCheck; this does not load them.
  await run(bin('next', 'tsc'), ['-p', 'tsconfig.types.json'], within('next'))
  proved('the Next app type-checks with skipLibCheck off')
  await run(bin('next', 'next'), ['build'], {
    ...within('next'),
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  })
  proved('next build takes the route file and the React hook')
  const app = await serve(
    bin('next', 'next'),
    ['start', '--hostname', '127.0.0.1', '--port', '0'],
    {
      ...within('next'),
      env,
      ready: /http:\/\/127\.0\.0\.1:(\d+)[^]*Ready/,
    },
  )
  try {
    const origin = `http://127.0.0.1:${app.found}`
    await subtitlesOf(sample, `${origin}/api/cuekit`)
    proved('Next: an uploaded sample became WebVTT, and its media is served in ranges')
    assert.match(await (await fetch(origin)).text(), /type="file"/)
    proved('Next: the page with useTranscription is rendered on the server')
  } finally {
    await app.stop()
  }
}

let upstream
try {
  const tarballs = await packAll(folder)
  proved(`packed ${Object.keys(tarballs).join(', ')}`)
  const types = { typescript: '', '@types/node': '' }
  await installApp('express', join(folder, 'express'), {
    tarballs,
    packages: { ...types, express: 'packages/express', '@types/express': 'packages/express' },
  })
  await installApp('next', join(folder, 'next'), {
    tarballs,
    packages: {
      ...types,
      next: 'packages/next',
      react: 'packages/next',
      'react-dom': 'packages/next',
      '@types/react': '',
      '@types/react-dom': '',
    },
  })
  proved('npm installed them in two empty apps')
  await run(bin('express', 'tsc'), [], within('express'))
  proved('the Express app type-checks with skipLibCheck off')
  upstream = await serve(process.execPath, ['dist/upstream.js'], {
    ...within('express'),
    ready: /upstream (.+)\n/,
  })
  const { url, sample } = JSON.parse(upstream.found)
  const env = { ...key, LETSAPI_BASE_URL: `${url}/v1` }
  await express(env, sample)
  await next(env, sample)
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await upstream?.stop()
  await rm(folder, { recursive: true, force: true })
}
