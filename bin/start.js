#!/usr/bin/env node
// Builds what is stale in a process of its own, then becomes the server: one process, no compiler in its memory.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const { status } = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('build.js', import.meta.url)), '--if-stale'],
  {
    stdio: ['ignore', 2, 2],
  },
)
if (status === 0) await import('../dist/server/main.js')
else process.exitCode = status ?? 1
