import { createServer } from 'node:http'
import { listenPeer, readAll, type Peer } from './peers.js'

export interface TelegramCall {
  method: string
  token: string
  /** JSON as it came, or the plain fields of a form. */
  body: Record<string, unknown>
  file?: { field: string; name: string; type: string; bytes: Buffer }
}

/** What to answer instead of taking the call. */
export type TelegramAnswer =
  | { error: number; description: string; retryAfter?: number }
  | { result: unknown }
  | { status: number; text: string }
  | 'cut'
  | 'silence'

export interface TelegramPeer extends Peer {
  calls: TelegramCall[]
  /** Files by their path, as getFile names it. */
  files: Map<string, Buffer>
}

/** A Bot API on 127.0.0.1 that answers as documented, or as `script` tells it for a call. */
export async function telegramPeer(
  script: (call: TelegramCall, nth: number) => TelegramAnswer | null = () => null,
): Promise<TelegramPeer> {
  const calls: TelegramCall[] = []
  const files = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    void (async () => {
      const bytes = await readAll(request)
      const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(request.url ?? '')
      if (file) {
        const content = files.get(decodeURIComponent(file[2]!))
        response
          .writeHead(content ? 200 : 404, { 'content-type': 'application/octet-stream' })
          .end(content ?? '')
        return
      }
      const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? []
      const call = await readCall(method ?? '', token ?? '', request.headers['content-type'] ?? '', bytes)
      calls.push(call)
      const answer = script(call, calls.length) ?? usual(call, calls.length, files)
      if (answer === 'silence') return
      if (answer === 'cut') request.socket.destroy()
      else if ('text' in answer) response.writeHead(answer.status).end(answer.text)
      else if ('result' in answer) response.end(JSON.stringify({ ok: true, result: answer.result }))
      else
        response.writeHead(answer.error).end(
          JSON.stringify({
            ok: false,
            error_code: answer.error,
            description: answer.description,
            ...(answer.retryAfter === undefined ? {} : { parameters: { retry_after: answer.retryAfter } }),
          }),
        )
    })()
  })
  return { ...(await listenPeer(server)), calls, files }
}

function usual(call: TelegramCall, nth: number, files: Map<string, Buffer>): TelegramAnswer {
  if (call.method === 'getMe') return { result: { id: 123456789, is_bot: true, username: 'cicekpazari_bot' } }
  if (call.method === 'setWebhook') return { result: true }
  if (call.method === 'getFile') {
    const path = [...files.keys()].find((one) => one.includes(String(call.body['file_id'])))
    return path === undefined
      ? { error: 400, description: 'Bad Request: invalid file_id' }
      : { result: { file_id: call.body['file_id'], file_path: path } }
  }
  return { result: { message_id: 1_000 + nth, chat: { id: Number(call.body['chat_id']), type: 'private' } } }
}

async function readCall(method: string, token: string, type: string, bytes: Buffer): Promise<TelegramCall> {
  if (!type.startsWith('multipart/form-data'))
    return { method, token, body: JSON.parse(bytes.toString()) as Record<string, unknown> }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a parser that is not ours, for small forms in memory
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const call: TelegramCall = { method, token, body: {} }
  for (const [field, value] of form.entries()) {
    if (typeof value === 'string') call.body[field] = value
    else
      call.file = { field, name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) }
  }
  return call
}
