import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { graphAnswer, graphToken, no, type GraphCall, type GraphStore } from './graph-answers.js'

export { graphSecret, graphToken, type GraphCall } from './graph-answers.js'

/** How the peer answers instead of doing what it is asked. */
export interface GraphFault {
  /** Only calls whose path matches; every one unless given. */
  path?: RegExp
  /** Only from the nth of these calls on, counted from 0. */
  from?: number
  status?: number
  error?: Record<string, unknown>
  headers?: Record<string, string>
  /** Takes the request and cuts the connection without a word. */
  cut?: boolean
}

export interface GraphPeer extends GraphStore {
  calls: GraphCall[]
  fault: GraphFault | null
  close(): Promise<void>
}

/** A Graph API on loopback that answers as documented: it keeps token, windows' tags, lengths and ids to their rules. */
export async function graphPeer(fault: GraphFault | null = null): Promise<GraphPeer> {
  const peer = {
    url: '',
    calls: [] as GraphCall[],
    fault,
    files: new Map<string, { type: string; content: Buffer }>(),
  }
  let faulty = 0
  const server = createServer((request, response) => {
    readCall(request)
      .then((call) => {
        peer.calls.push(call)
        const hit =
          peer.fault && (peer.fault.path ?? /./).test(call.path) && faulty++ >= (peer.fault.from ?? 0)
        if (hit && peer.fault) answerFault(peer.fault, response)
        else answer(call, peer, response)
      })
      .catch((error: unknown) =>
        answerFault({ status: 500, error: { code: 100, message: String(error) } }, response),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): Promise<void> => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  }
  return Object.assign(peer, { close })
}

function answerFault({ status = 400, error, headers, cut }: GraphFault, response: ServerResponse): void {
  if (cut) {
    response.socket?.destroy()
    return
  }
  response.writeHead(status, { 'content-type': error ? 'application/json' : 'text/html', ...headers })
  response.end(error ? JSON.stringify({ error }) : '<h1>no</h1>')
}

function answer(call: GraphCall, peer: GraphStore, response: ServerResponse): void {
  const said = call.headers.authorization === `Bearer ${graphToken}` ? graphAnswer(call, peer) : no(190, 'Invalid OAuth access token.') // prettier-ignore
  if ('file' in said) {
    response.writeHead(200, { 'content-type': said.file.type })
    response.end(said.file.content)
    return
  }
  response.writeHead(said.status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(said.body))
}

async function readCall(request: IncomingMessage): Promise<GraphCall> {
  const url = new URL(request.url ?? '/', 'http://peer')
  const bytes = Buffer.concat((await request.toArray()) as Buffer[])
  const type = request.headers['content-type'] ?? ''
  const about = {
    method: request.method ?? '',
    path: url.pathname.replace(/^\/v\d+\.\d+/, ''),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
  }
  if (!type.startsWith('multipart/'))
    return {
      ...about,
      body: bytes.length > 0 ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {},
    }
  return { ...about, ...(await formOf(type, bytes)) }
}

/** Node's own reader of forms, so that the adapter's writer is checked by somebody else's. */
async function formOf(type: string, bytes: Buffer): Promise<Pick<GraphCall, 'body' | 'file'>> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- only bodies that the tests themselves have sent
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  const read: Pick<GraphCall, 'body' | 'file'> = { body: {} }
  for (const [name, value] of form) {
    if (typeof value === 'string') read.body[name] = /^[[{]/.test(value) ? JSON.parse(value) : value
    else read.file = { name: value.name, type: value.type, content: Buffer.from(await value.arrayBuffer()) }
  }
  return read
}
