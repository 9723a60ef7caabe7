#!/usr/bin/env node
import { runCommand } from './run-command.ts'

try {
  const emulator = await runCommand(process.argv.slice(2), {
    print: (text) => process.stdout.write(text),
  })
  process.once('SIGINT', () => void emulator?.close())
  process.once('SIGTERM', () => void emulator?.close())
} catch (error) {
  process.stderr.write(`cuekit-emulator: ${error instanceof Error ? error.message : 'failed'}\n`)
  process.exitCode = 1
}
