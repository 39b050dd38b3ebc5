import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../views/assets.js'

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }

/** This product's version, as its package says. */
export const version = manifest.version
