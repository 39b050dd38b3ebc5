#!/usr/bin/env node
// The `redress` command: builds what is stale (its words go to stderr), then runs the command in this process.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const { status } = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('build.js', import.meta.url)), '--if-stale'],
  {
    stdio: ['ignore', 2, 2],
  },
)
if (status === 0) await import('../dist/server/cli.js')
else process.exitCode = status ?? 1
