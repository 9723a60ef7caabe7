import { cp, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { root } from '../run.mjs'
import { run } from './processes.mjs'

/** The version that the workspace itself is tested with. */
function version(name, from) {
  return createRequire(`${root}${from}/package.json`)(`${name}/package.json`).version
}

/**
 * An empty app in `folder`: its files are those of `scripts/packed/<app>`, its packages come from the tarballs and, all others,
 * from the registry. `packages`: name -> workspace folder whose installed version is taken.
 */
export async function installApp(app, folder, { tarballs, packages }) {
  await mkdir(folder, { recursive: true })
  await cp(fileURLToPath(new URL(app, import.meta.url)), folder, { recursive: true })
  const ours = Object.fromEntries(
    Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]),
  )
  const others = Object.fromEntries(
    Object.entries(packages).map(([name, from]) => [name, version(name, from)]),
  )
  const manifest = {
    name: `packed-${app}`,
    private: true,
    type: 'module',
    dependencies: { ...ours, ...others },
    // Without these npm would look for our packages' own dependencies on each other in the registry.
    overrides: Object.fromEntries(Object.keys(ours).map((name) => [name, `$${name}`])),
  }
  await writeFile(`${folder}/package.json`, JSON.stringify(manifest, null, 2))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
}
