import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Booted } from '../../server/boot.js'
import type { CommandIo } from '../../server/commands/io.js'
import { openBlobs } from '../../server/lib/blobs/index.js'
import { silentLogger } from '../../server/lib/logger.js'
import { makeSafeFetch } from '../../server/lib/safe-fetch/fetch.js'
import { makeSecrets } from '../../server/lib/secrets.js'
import { databaseUri } from './database.js'
import { testConfig, testServices } from './services.js'

/** An instance as commands are given it, on the database that `useDatabase` connects to; `stop` removes its files. */
export function makeInstance(env: Record<string, string> = {}): Booted {
  const dataDir = mkdtempSync(join(tmpdir(), 'redress-test-'))
  const config = testConfig({ DATA_DIR: dataDir, ...env })
  return {
    config,
    log: silentLogger,
    secrets: makeSecrets('0123456789abcdef'.repeat(4)),
    blobs: openBlobs(config),
    fetch: makeSafeFetch({ allowPrivate: config.outbound.allowPrivate }),
    mongodbUri: databaseUri(),
    redisUrl: testServices().redisUrl,
    sessionSecret: '0123456789abcdef'.repeat(2),
    ownsData: false,
    stop: () => {
      rmSync(dataDir, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

export interface RecordedIo extends CommandIo {
  /** What was written to stdout, parsed line by line. */
  lines: Record<string, unknown>[]
  /** What was written to stderr. */
  said: string
}

/** Takes down what a command writes. */
export function recordIo(): RecordedIo {
  const io: RecordedIo = {
    stdin: process.stdin,
    lines: [],
    said: '',
    stdout: (line) => void io.lines.push(JSON.parse(line) as Record<string, unknown>),
    stderr: (text) => void (io.said += text),
  }
  return io
}
