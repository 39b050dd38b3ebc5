import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../lib/config.js'
import { Invalid } from '../lib/errors.js'
import { randomSecret } from '../lib/ids.js'
import { EmbeddedFailure } from './failure.js'

/** sessionSecret: at least 32 characters; secretsKey: 64 hex digits (256 bits). */
export interface Secrets {
  sessionSecret: string
  secretsKey: string
}

/**
 * The configured secrets. Those that are not configured are kept beside the embedded database in `dataDir`, made at its
 * first start (file mode 0600). A file that is there but cannot be read is never replaced: what the old key encrypted
 * would be lost.
 * @throws EmbeddedFailure secrets_unreadable; Invalid secrets_missing when the database is not embedded
 */
export async function secretsFor(config: Config, dataDir: string): Promise<Secrets> {
  const { sessionSecret } = config.web
  const { secretsKey } = config
  if (sessionSecret !== undefined && secretsKey !== undefined) return { sessionSecret, secretsKey }
  if (config.services.mongodbUri !== undefined) throw new Invalid('secrets_missing')
  const kept = await keptSecrets(join(dataDir, 'secrets.json'))
  return { sessionSecret: sessionSecret ?? kept.sessionSecret, secretsKey: secretsKey ?? kept.secretsKey }
}

async function keptSecrets(path: string): Promise<Secrets> {
  const kept = await readSecrets(path)
  if (kept) return kept
  const made: Secrets = { sessionSecret: randomSecret(), secretsKey: randomBytes(32).toString('hex') }
  await writeFile(`${path}.new`, JSON.stringify(made), { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
  return made
}

/** Null when they have not been made yet. */
async function readSecrets(path: string): Promise<Secrets | null> {
  let cause: unknown
  try {
    const { sessionSecret = '', secretsKey = '' } = JSON.parse(
      await readFile(path, 'utf8'),
    ) as Partial<Secrets>
    if (sessionSecret.length >= 32 && /^[0-9a-f]{64}$/i.test(secretsKey)) return { sessionSecret, secretsKey }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    cause = error
  }
  throw new EmbeddedFailure('secrets_unreadable', { path }, { cause })
}
