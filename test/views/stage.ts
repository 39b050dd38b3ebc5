import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, extname, join } from 'node:path'
import { readAssets, type Assets } from '../../views/assets.js'

/** The policy every page of the product is served with. */
export const strictCsp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface Stage {
  url: string
  assets: Assets
  /** Every request that came, as "METHOD /path". */
  requests: string[]
  close: () => Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>

/** Serves built assets and, with the strict policy, whatever `answer` writes. */
export async function openStage(answer: Answer, attach?: (server: Server) => void): Promise<Stage> {
  const assets = readAssets()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stage')
    requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`)
    if (url.pathname.startsWith('/assets/')) {
      response.setHeader('content-type', types[extname(url.pathname)] ?? 'application/octet-stream')
      response.end(readFileSync(join(assets.folder, basename(url.pathname))))
      return
    }
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', strictCsp)
    void answer(request, response, url)
  })
  attach?.(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}`, assets, requests, close }
}
