// Snapshots of every subpath's exports and of every declaration they reach: the public API cannot change by accident.
// `--update` writes them; the change is then seen in review.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { publicPackages } from './workspace.mjs'

const update = process.argv.includes('--update')

/** Every declaration file an entry reaches by relative imports. */
function reachable(entry, seen = new Map()) {
  if (seen.has(entry)) return seen
  const text = readFileSync(entry, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
  seen.set(entry, text)
  for (const [, specifier] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)) {
    reachable(resolve(dirname(entry), specifier.replace(/\.(ts|js)$/, '.d.ts')), seen)
  }
  return seen
}

const kind = (value) =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
    ? 'class'
    : typeof value

let failed = 0
for (const { name, folder, subpaths } of publicPackages()) {
  const exportsLines = []
  const declarations = new Map()
  for (const { subpath, js, types } of subpaths) {
    const module = await import(js)
    exportsLines.push(
      `${subpath}`,
      ...Object.keys(module)
        .sort()
        .map((key) => `  ${key}: ${kind(module[key])}`),
    )
    for (const [file, text] of reachable(types))
      declarations.set(relative(`${folder}/dist`, file), text)
  }
  const snapshots = {
    'exports.snap': `${exportsLines.join('\n')}\n`,
    'types.snap': [...declarations]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, text]) => `// ── ${file}\n${text.trim()}\n`)
      .join('\n'),
  }
  for (const [file, text] of Object.entries(snapshots)) {
    const path = `${folder}/api/${file}`
    const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (before === text) continue
    if (update) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      console.log(`${name}: wrote api/${file}`)
      continue
    }
    failed += 1
    const was = new Set(before.split('\n'))
    const is = new Set(text.split('\n'))
    console.error(
      `${name}: api/${file} differs; if the change is meant, run \`node scripts/check-api.mjs --update\` and add a changeset`,
    )
    for (const line of [...was].filter((entry) => !is.has(entry)).slice(0, 10))
      console.error(`  - ${line}`)
    for (const line of [...is].filter((entry) => !was.has(entry)).slice(0, 10))
      console.error(`  + ${line}`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
// Importing the packages may leave a pool open.
process.exit()
