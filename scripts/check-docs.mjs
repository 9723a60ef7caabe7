// The documentation cannot rot: code blocks are type-checked against the built packages, links lead somewhere, every error code has its heading.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, run, tool } from './run.mjs'

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(
    (page) => page !== '' && !page.startsWith('.changeset/') && !page.endsWith('CHANGELOG.md'),
  )

let failed = 0
const fail = (message) => {
  console.error(message)
  failed += 1
}

// The demo depends on every package a reader would install, so the blocks resolve there.
const folder = `${root}apps/demo/.docs-check`
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const slug = (heading) =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
const headings = (text) =>
  new Set([...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading]) => slug(heading)))

let blocks = 0
for (const page of pages) {
  const text = readFileSync(`${root}${page}`, 'utf8')
  // `<!-- check: declarations -->` before a block declares what its snippet takes from elsewhere.
  for (const match of text.matchAll(
    /(?:<!-- check:\s*([\s\S]*?)-->\s*)?^```(tsx?)\n([\s\S]*?)^```/gm,
  )) {
    const [, before = '', language, code] = match
    const line = text.slice(0, match.index + match[0].indexOf('```')).split('\n').length
    blocks += 1
    const name = `${page.replace(/[^a-z0-9]+/gi, '-')}-${line}.tsx`
    writeFileSync(
      join(folder, name),
      `// ${page}:${line} (${language})\n${code}\n${before}\nexport {}\n`,
    )
  }
  for (const [, target] of text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path, anchor] = target.split('#')
    const file = path === '' ? `${root}${page}` : join(root, dirname(page), path)
    if (!existsSync(file)) fail(`${page}: link to ${target}, which does not exist`)
    else if (
      anchor !== undefined &&
      file.endsWith('.md') &&
      !headings(readFileSync(file, 'utf8')).has(anchor)
    ) {
      fail(`${page}: link to ${target}, which has no such heading`)
    }
  }
}

const { ERROR_CODES } = await import('../packages/core/dist/errors/codes.js')
const documented = headings(readFileSync(`${root}docs/errors.md`, 'utf8'))
for (const code of Object.keys(ERROR_CODES)) {
  if (!documented.has(code)) fail(`docs/errors.md has no heading for ${code}`)
}

writeFileSync(
  `${folder}/tsconfig.json`,
  JSON.stringify({
    extends: '../../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      jsx: 'react-jsx',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      customConditions: [],
      // Snippets in one page may each show a whole file.
      noUnusedLocals: false,
      // As most applications have it: process.env.NAME.
      noPropertyAccessFromIndexSignature: false,
    },
    include: ['*.tsx'],
  }),
)
if (blocks > 0 && (await run(tool('tsc'), ['-p', `${folder}/tsconfig.json`])) !== 0) {
  fail(
    'code blocks of the documentation do not type-check (the first line of each file says where it stands)',
  )
} else {
  rmSync(folder, { recursive: true })
}
console.log(`${pages.length} pages, ${blocks} code blocks`)
process.exitCode = failed === 0 ? 0 : 1
