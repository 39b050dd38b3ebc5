import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const graphToken = 'EAAG-peer-token'
export const graphSecret = 'peer-app-secret'

/** What the peer was asked. */
export interface GraphCall {
  method: string
  /** Without the version. */
  path: string
  query: Record<string, string>
  headers: IncomingMessage['headers']
  /** The JSON body, or a form's fields; JSON inside a form's field is read too. */
  body: Record<string, unknown>
  file?: { name: string; type: string; content: Buffer }
}

/** What the peer remembers. */
export interface GraphStore {
  url: string
  /** Files by media id, as WhatsApp keeps them. */
  files: Map<string, { type: string; content: Buffer }>
}

export type Said = { status: number; body: unknown } | { file: { type: string; content: Buffer } }

const ok = (body: unknown): Said => ({ status: 200, body })
export const no = (code: number, message: string, error_subcode?: number): Said => ({
  status: code === 190 ? 401 : 400,
  body: { error: { message, type: 'OAuthException', code, error_subcode, fbtrace_id: 'A1' } },
})

/** What the Graph API answers to one call that has the right token. */
export function graphAnswer(call: GraphCall, peer: GraphStore): Said {
  const [first = '', edge] = call.path.split('/').slice(1)
  if (call.method === 'GET' && first === 'files') return fileOf(edge ?? '', peer)
  if (call.method === 'POST' && edge === 'messages')
    return first === 'me' ? takeMessage(call) : takeWhatsApp(call, peer)
  if (call.method === 'POST' && edge === 'message_attachments')
    return ok({ attachment_id: '1745504518999123' })
  if (call.method === 'POST' && edge === 'media') return takeFile(call, peer)
  if (call.method === 'POST' && (edge === 'comments' || edge === 'replies'))
    return ok({ id: `${first.split('_')[0] ?? ''}_77` })
  if (edge === 'likes') return ok({ success: true })
  if (edge === 'subscribed_apps') return call.method === 'GET' ? ok({ data: [{ id: '1', subscribed_fields: ['messages', 'feed'] }] }) : ok({ success: true }) // prettier-ignore
  if (call.method === 'POST') return ok({ success: true })
  return first === 'me' ? me(call) : look(first, call, peer)
}

/** The Send API's rules: somebody to send to, a kind, a tag that is still there, and exactly one thing. */
function takeMessage({ body, file }: GraphCall): Said {
  const { recipient, message } = body as Record<string, Record<string, unknown> | undefined>
  const [kind, tag] = [body['messaging_type'], body['tag']]
  const id = recipient?.['id'] ?? recipient?.['comment_id']
  if (typeof id !== 'string' || id === 'PSID-nobody') return no(100, 'No matching user found', 2018001)
  if (kind !== 'RESPONSE' && kind !== 'MESSAGE_TAG') return no(100, '(#100) Param messaging_type is wrong')
  if (kind === 'MESSAGE_TAG' && tag !== 'HUMAN_AGENT') return no(100, 'Invalid tag', 1893061)
  const [text, attachment] = [
    message?.['text'],
    message?.['attachment'] as Record<string, unknown> | undefined,
  ]
  if ((typeof text === 'string') === (attachment !== undefined))
    return no(100, '(#100) One of text or attachment')
  if (typeof text === 'string' && (text === '' || text.length > 2_000))
    return no(100, '(#100) Length of param message[text]')
  const uploaded = (attachment?.['payload'] as Record<string, unknown> | undefined)?.['attachment_id']
  if (attachment && !file && typeof uploaded !== 'string')
    return no(100, '(#100) Upload attachment failure', 2018047)
  return ok({ recipient_id: id, message_id: nextId('m_') })
}

function takeWhatsApp({ body }: GraphCall, peer: GraphStore): Said {
  const to = body['to'] ?? body['recipient']
  if (body['messaging_product'] !== 'whatsapp' || typeof to !== 'string')
    return no(100, '(#100) Invalid parameter')
  const part = body[String(body['type'])] as Record<string, unknown> | undefined
  if (!part) return no(131008, 'Required parameter is missing')
  if (body['type'] === 'text' && String(part['body']).length > 4_096)
    return no(100, '(#100) Param text[body] must be at most 4096')
  if (typeof part['id'] === 'string' && !peer.files.has(part['id'])) return no(131053, 'Media upload error')
  return ok({
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to }],
    messages: [{ id: nextId('wamid.') }],
  })
}

function takeFile({ body, file }: GraphCall, peer: GraphStore): Said {
  if (!file || body['messaging_product'] !== 'whatsapp') return no(100, '(#100) file is required')
  const id = nextId('9')
  peer.files.set(id, { type: file.type, content: file.content })
  return ok({ id })
}

function me({ query }: GraphCall): Said {
  const proof = createHmac('sha256', graphSecret).update(graphToken).digest('hex')
  if (query['appsecret_proof'] !== undefined && query['appsecret_proof'] !== proof)
    return no(100, 'Invalid appsecret_proof provided in the API argument')
  return ok({ id: '117172741761305', name: 'Gonca Çiçek' })
}

/** A person, a number of ours, or a file, which lies at a URL of its own for a while. */
function look(id: string, { query }: GraphCall, peer: GraphStore): Said {
  const file = peer.files.get(id)
  if (file) {
    const sha256 = createHash('sha256').update(file.content).digest('hex')
    return ok({
      id,
      url: `${peer.url}/v24.0/files/${id}`,
      mime_type: file.type,
      sha256,
      messaging_product: 'whatsapp',
    })
  }
  if (query['fields']?.includes('display_phone_number'))
    return ok({ id, display_phone_number: '+90 212 555 00 00', verified_name: 'Gonca' })
  if (id === 'PSID-ayse') return ok({ id, first_name: 'Ayşe', last_name: 'Yılmaz' })
  if (id === 'IGSID-ayse') return ok({ id, name: '', username: 'ayse.cicek' })
  return no(100, `Object with ID '${id}' does not exist or cannot be loaded due to missing permissions`, 33)
}

function fileOf(id: string, peer: GraphStore): Said {
  const file = peer.files.get(id)
  return file ? { file } : { status: 404, body: {} }
}

let ids = 0
const nextId = (prefix: string): string => `${prefix}${String(1_000_000 + ++ids)}`
