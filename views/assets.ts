import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NotFound } from '../server/lib/errors.js'

/** The folder of package.json, from the sources as well as from dist/. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** Where built browser files lie, and the URL of each by its logical name. */
export interface Assets {
  /** Served under /assets/; names carry their content's hash, so they may be cached for good. */
  folder: string
  urls: Readonly<Record<string, string>>
}

/**
 * What the last build made.
 * @throws NotFound('assets_not_built') before the first build
 */
export function readAssets(folder = join(packageRoot, 'dist', 'public')): Assets {
  const manifest = join(folder, 'manifest.json')
  if (!existsSync(manifest)) throw new NotFound('assets_not_built', { folder })
  return { folder, urls: JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string> }
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new NotFound('package_root_not_found')
  return findRoot(parent)
}
