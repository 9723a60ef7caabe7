// The frame: every row's contenders take turns, round by round, and the median of each is compared. `ratio` > 1 means we win.
import { readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measure, median } from './measure.mjs'

const folder = new URL('rows/', import.meta.url)
const wanted = process.argv.slice(2)
const results = []

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .sort()) {
  if (wanted.length > 0 && !wanted.some((part) => file.includes(part))) continue
  const { row } = await import(new URL(file, folder))
  const { args, dispose } = await row.prepare()
  const values = Object.fromEntries(Object.keys(row.contenders).map((name) => [name, []]))
  try {
    for (let round = 0; round < row.rounds; round++) {
      for (const [name, script] of Object.entries(row.contenders)) {
        values[name].push((await measure(script, args))[row.figure])
      }
    }
  } finally {
    await dispose()
  }
  const { cuekit: ours, ...peers } = Object.fromEntries(
    Object.entries(values).map(([name, all]) => [name, Math.round(median(all) * 100) / 100]),
  )
  const best = row.smallerIsBetter
    ? Math.min(...Object.values(peers))
    : Math.max(...Object.values(peers))
  const ratio = Math.round((row.smallerIsBetter ? best / ours : ours / best) * 100) / 100
  results.push({ name: row.name, unit: row.unit, ours, peers, ratio })
}

for (const { name, unit, ours, peers, ratio } of results) {
  console.log(`\n${name} (${unit})`)
  console.table([
    { contender: 'cuekit', value: ours },
    ...Object.entries(peers).map(([contender, value]) => ({ contender, value })),
  ])
  console.log(`ratio to the best peer: ${ratio}`)
}
if (wanted.length === 0) {
  writeFileSync(
    fileURLToPath(new URL('results.json', import.meta.url)),
    `${JSON.stringify(results, null, 2)}\n`,
  )
}
