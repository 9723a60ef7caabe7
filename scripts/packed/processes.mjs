import { spawn } from 'node:child_process'

/** Runs a program to its end. Resolves with its standard output; rejects with all it printed when it fails. */
export function run(command, args, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let warnings = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (warnings += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(output)
      else
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}${warnings}`))
    })
  })
}

/** Starts a server and waits until it prints what `ready` matches. Resolves with the match's first group and `stop`. */
export async function serve(command, args, { cwd, env = {}, ready }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  let output = ''
  const found = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk
      const match = ready.exec(output)
      if (match) resolve(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', reject)
    void ended.then((code) => reject(new Error(`${command} ended with ${code}:\n${output}`)))
  })
  return {
    found,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
