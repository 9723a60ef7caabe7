// The packages we publish, as their package.json files describe them.
import { readdirSync, readFileSync } from 'node:fs'
import { root } from './run.mjs'

/** @returns {{ name: string, folder: string, manifest: any, subpaths: { subpath: string, js: string, types: string }[] }[]} */
export function publicPackages() {
  return readdirSync(`${root}packages`)
    .map((name) => {
      const folder = `${root}packages/${name}`
      const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
      const subpaths = Object.entries(manifest.exports)
        .filter(([, target]) => typeof target === 'object')
        .map(([subpath, target]) => ({
          subpath,
          js: `${folder}/${target.default}`,
          types: `${folder}/${target.types}`,
        }))
      return { name: manifest.name, folder, manifest, subpaths }
    })
    .filter(({ manifest }) => manifest.private !== true)
}
