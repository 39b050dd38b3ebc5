import { randomInt } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'

/**
 * The port a service had last time, kept in `file`; another when somebody has taken it or there is none yet. Numbers
 * lie below the range systems give to outgoing connections (32768 and up), so that those seldom take it in between.
 */
export async function rememberedPort(file: string): Promise<number> {
  const before = await readPort(file)
  if (before !== null && (await isFree(before))) return before
  const port = await freePort()
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify({ port }))
  return port
}

async function readPort(file: string): Promise<number | null> {
  try {
    const { port } = JSON.parse(await readFile(file, 'utf8')) as { port?: unknown }
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
  } catch (error) {
    // a file that was cut short costs no more than another port
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return port
  }
}

/** Whether nobody listens on this port of the loopback address. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
