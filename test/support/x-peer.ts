import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { listenPeer, readAll, type Peer } from './peers.js'

export interface XCall {
  method: string
  path: string
  body: Record<string, unknown> | null
  /** Whether the request is signed by the keys the peer knows (RFC 5849). */
  signed: boolean
}

export type XAnswer = { status: number; body: unknown; headers?: Record<string, string> } | 'cut'

export interface XPeer extends Peer {
  calls: XCall[]
}

export const xKeys = {
  consumerKey: 'consumer-key-1',
  consumerSecret: 'consumer-secret-1',
  accessToken: '1700000000000000001-token',
  accessTokenSecret: 'access-secret-1',
}

/** An X API on 127.0.0.1 that checks signatures and answers as documented, or as `script` tells it. */
export async function xPeer(script: (call: XCall) => XAnswer | null = () => null): Promise<XPeer> {
  const calls: XCall[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const bytes = await readAll(request)
      const body = bytes.length > 0 ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : null
      const call: XCall = {
        method: request.method ?? '',
        path: request.url ?? '',
        body,
        signed: isSigned(request),
      }
      calls.push(call)
      const answer = script(call) ?? usual(call, calls.length)
      if (answer === 'cut') request.socket.destroy()
      else response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body)) // prettier-ignore
    })()
  })
  return { ...(await listenPeer(server)), calls }
}

function usual(call: XCall, nth: number): XAnswer {
  if (!call.signed)
    return { status: 401, body: { title: 'Unauthorized', status: 401, detail: 'Unauthorized' } }
  if (call.path === '/2/users/me') return { status: 200, body: { data: { id: '1700000000000000001', username: 'cicekpazari' } } } // prettier-ignore
  const id = `19000000000000000${String(nth).padStart(2, '0')}`
  if (call.path === '/2/tweets') return { status: 201, body: { data: { id, text: call.body?.['text'] } } }
  return { status: 201, body: { data: { dm_conversation_id: '1-2', dm_event_id: id } } }
}

/** Counts the signature out again from the header's own parameters. */
function isSigned(request: IncomingMessage): boolean {
  const parts = [...(request.headers.authorization ?? '').matchAll(/(oauth_\w+)="([^"]*)"/g)]
  const given: Record<string, string> = Object.fromEntries(parts.map(([, name, value]) => [name!, value!]))
  const { oauth_signature: signature, ...rest } = given
  const [path, query = ''] = (request.url ?? '').split('?')
  const pairs = [
    ...Object.entries(rest).map(([name, value]) => `${name}=${value}`),
    ...query.split('&').filter(Boolean),
  ]
  const base = [request.method!, `http://${request.headers.host!}${path!}`, pairs.sort().join('&')]
  const key = `${xKeys.consumerSecret}&${xKeys.accessTokenSecret}`
  const expected = createHmac('sha1', key).update(base.map(encodeURIComponent).join('&')).digest('base64')
  return signature === encodeURIComponent(expected) && rest['oauth_consumer_key'] === xKeys.consumerKey
}
