// The programs Cuekit calls but does not ship: found on PATH, installed where we may, explained where we may not.
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'

const onPath = (...names) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))))

const needed = [
  {
    package: 'ffmpeg',
    brew: 'ffmpeg',
    without: 'video and large files cannot be transcribed',
    present: () => onPath('ffmpeg'),
  },
  {
    package: 'pocketsphinx',
    brew: 'cmu-pocketsphinx',
    without: 'speech is not heard without a key (only the bundled sample is known)',
    present: () => onPath('pocketsphinx_continuous', 'pocketsphinx'),
  },
  {
    package: 'pocketsphinx-en-us',
    without: 'pocketsphinx has no English model',
    present: () =>
      process.platform === 'darwin' || existsSync('/usr/share/pocketsphinx/model/en-us'),
  },
  {
    package: 'curl',
    without: 'the command lines of the documents are not tried',
    testsOnly: true,
    present: () => onPath('curl'),
  },
  {
    package: 'procps',
    without: 'the tests cannot see whether a program is still running',
    testsOnly: true,
    present: () => onPath('ps'),
  },
  {
    package: 'chromium',
    cask: 'chromium',
    without: 'the browser tests cannot run',
    testsOnly: true,
    present: () =>
      onPath('chromium', 'chromium-browser', 'google-chrome') ||
      existsSync('/Applications/Chromium.app'),
  },
]

function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/**
 * @param {{ forTests: boolean }} options
 * @returns {Promise<string[]>} packages that are still missing
 */
export async function installSystemPackages({ forTests }) {
  const missing = () => needed.filter((entry) => (forTests || !entry.testsOnly) && !entry.present())
  const wanted = missing()
  if (wanted.length === 0) return []

  const names = wanted.map((entry) => entry.package)
  const skip = process.env['CUEKIT_SKIP_SYSTEM_PACKAGES'] === '1'
  if (!skip && isDebian() && process.getuid?.() === 0) {
    console.log(
      `Installing system packages: ${names.join(' ')} (set CUEKIT_SKIP_SYSTEM_PACKAGES=1 to go without)`,
    )
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env })
  }

  const left = missing()
  if (left.length > 0) {
    const formulae = left.flatMap((entry) => entry.brew ?? [])
    const casks = left.flatMap((entry) => entry.cask ?? [])
    const brew = [
      ...(formulae.length > 0 ? [`brew install ${formulae.join(' ')}`] : []),
      ...(casks.length > 0 ? [`brew install --cask ${casks.join(' ')}`] : []),
    ]
    console.log(`\nNot on this machine: ${left.map((entry) => entry.package).join(', ')}`)
    for (const entry of left) console.log(`  without ${entry.package}: ${entry.without}`)
    console.log(
      `  Debian, Ubuntu: sudo apt-get install ${left.map((entry) => entry.package).join(' ')}`,
    )
    if (brew.length > 0) console.log(`  macOS: ${brew.join(' && ')}`)
    console.log('')
  }
  return left.map((entry) => entry.package)
}
