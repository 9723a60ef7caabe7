// One run of one contender: a child process of its own, so that nothing of another run is warm or allocated.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Runs `contenders/<script>` and answers the figures it prints as its last line of JSON.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Record<string, number>>}
 */
export function measure(script, args) {
  const path = fileURLToPath(new URL(`contenders/${script}`, import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    const limit = setTimeout(() => child.kill('SIGKILL'), 120_000)
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(limit)
      const line = output.trim().split('\n').at(-1) ?? ''
      if (code !== 0) reject(new Error(`${script} ended with ${code}`))
      else resolve(JSON.parse(line))
    })
  })
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
