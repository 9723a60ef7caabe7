// Everything a fresh machine with Node and npm lacks: system packages, then the locked dependencies by the pinned pnpm.
import { readFileSync } from 'node:fs'
import { must, root, run } from './run.mjs'
import { installSystemPackages } from './system-packages.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cuekit needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** `pnpm@<version>` as pinned in package.json. Corepack is not used: it fails where a registry serves no signatures. */
export const pnpm = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).packageManager

/** @param {{ forTests: boolean }} options */
export async function setup({ forTests }) {
  await installSystemPackages({ forTests })
  await must('npx', ['-y', pnpm, 'install', '--frozen-lockfile', '--prefer-offline'])
}

/**
 * Runs turbo with the pinned pnpm beside it: turbo asks for the package manager's program, and the machine may have none.
 * @param {...string} args
 * @returns {Promise<number>}
 */
export const turbo = (...args) =>
  run('npx', ['-y', '-p', pnpm, '--', 'turbo', 'run', ...args, '--output-logs=errors-only'])

/** Ends this process when a build fails. */
export async function build(...args) {
  const code = await turbo('build', ...args)
  if (code !== 0) process.exit(code)
}
