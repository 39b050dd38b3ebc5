import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { findBinary } from '../../server/embedded/binaries.js'
import { mongodProgram, mongodService } from '../../server/embedded/mongod.js'
import type { EmbeddedService } from '../../server/embedded/supervise.js'
import { watchOver } from '../../server/embedded/watchdog.js'
import { testBinaries } from './services.js'

/** A mongod that nobody starts again by itself. */
export interface TestMongod {
  uri: string
  start(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** Makes a mongod with its data under `folder`; it does not run yet. It ends with this process at the latest. */
export async function makeMongod(folder: string): Promise<TestMongod> {
  mkdirSync(folder, { recursive: true })
  const found = await findBinary(mongodProgram, { binariesDir: testBinaries, say: () => undefined })
  const service = await mongodService(folder, found.path, 0.25)
  let child: ChildProcess | undefined
  return {
    uri: service.uri,
    async start() {
      child = launch(service)
      await service.ready(AbortSignal.timeout(30_000))
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

function launch(service: EmbeddedService): ChildProcess {
  const child = spawn(service.path, service.args, { stdio: 'ignore', detached: true })
  const watchdog = watchOver(child.pid ?? 0)
  child.once('exit', () => watchdog.release())
  return child
}
