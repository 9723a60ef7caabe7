// Counts of what ran, kept between the commands of one CI run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { root } from './run.mjs'

const folder = `${root}node_modules/.cuekit`

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {string} name @param {Counts} counts */
export function writeResults(name, counts) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(counts))
}

/** @param {string} name @returns {Counts | undefined} */
export function readResults(name) {
  try {
    return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
  } catch {
    return undefined
  }
}

export const resultsPath = (name) => `${folder}/${name}.json`
