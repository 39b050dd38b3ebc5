#!/usr/bin/env node
// Builds dist/: the compiler, then templates, styles and browser code. Words go to stderr; stdout stays free.
//   (no option)     always builds
//   --if-stale      builds when a source has changed since the last build
//   --if-possible   as --if-stale, but where the compiler is not installed it says so and is content
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const stampFile = join(dist, '.built')
const lockFile = join(dist, '.building')
const mode = process.argv[2] ?? ''

process.exitCode = main()

function main() {
  if (!['', '--if-stale', '--if-possible'].includes(mode)) return say(`unknown option ${mode}`, 2)
  if (mode !== '' && !isStale()) return 0
  if (!hasTools()) return withoutTools()
  return withLock(() => (mode !== '' && !isStale() ? 0 : build()))
}

/** What can be done on a machine that has only the runtime packages. */
function withoutTools() {
  if (mode === '--if-possible')
    return say('not building: typescript is not installed (production install)', 0)
  if (mode === '--if-stale' && existsSync(stampFile)) return 0
  return say(
    'cannot build: typescript and esbuild are not installed. Run "npm ci" with its development packages.',
    1,
  )
}

function build() {
  const fingerprint = sourcesFingerprint()
  rmSync(stampFile, { force: true })
  say('building')
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const info = join(dist, '.tsbuildinfo')
  const compiled = run([
    tsc,
    '-p',
    join(root, 'tsconfig.build.json'),
    '--incremental',
    '--tsBuildInfoFile',
    info,
  ])
  if (compiled !== 0) return say('the build failed: see the compiler errors above', compiled)
  const assets = run([join(dist, 'views', 'build.js')])
  if (assets !== 0) return say('the build failed: templates, styles or browser code', assets)
  writeFileSync(stampFile, fingerprint)
  return say('built', 0)
}

function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (error) say(error.message)
  return status ?? 1
}

function isStale() {
  return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== sourcesFingerprint()
}

/** Newest change and number of files; folders count too, so that a removed file is seen. */
function sourcesFingerprint() {
  const tops = readdirSync(root).filter((name) => /^tsconfig.*\.json$|^package\.json$/.test(name))
  const seen = { newest: 0, count: 0 }
  for (const name of ['server', 'channels', 'jobs', 'views', ...tops]) look(join(root, name), seen)
  return `${seen.newest} ${seen.count}\n`
}

function look(path, seen) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return
  seen.count += 1
  seen.newest = Math.max(seen.newest, Math.floor(stat.mtimeMs))
  if (stat.isDirectory()) for (const name of readdirSync(path)) look(join(path, name), seen)
}

function hasTools() {
  return ['typescript', 'esbuild'].every((name) => existsSync(join(root, 'node_modules', name)))
}

/** One build at a time: commands started side by side wait for the first one's build. */
function withLock(body) {
  mkdirSync(dist, { recursive: true })
  while (!takeLock()) {
    if (!holderLives()) rmSync(lockFile, { force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
  try {
    return body()
  } finally {
    rmSync(lockFile, { force: true })
  }
}

function takeLock() {
  try {
    const file = openSync(lockFile, 'wx')
    writeFileSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holderLives() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'))
    // An empty file is a lock being taken this very moment.
    if (pid > 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function say(text, status) {
  process.stderr.write(`redress: ${text}\n`)
  return status
}
