import type { OutboundAttachment } from '../../channel.js'
import { text } from '../loose.js'
import { callGraph, type GraphAnswer, type GraphPlace } from './graph.js'

/** What stands around a message: to whom, under which kind; `metadata` belongs into the message. */
export type Envelope = Readonly<Record<string, unknown>>

/** A file in the same call as its message: `filedata` (Send API, sending attachments from a file). */
export function sendFileAlong(
  file: OutboundAttachment,
  { metadata, ...envelope }: Envelope,
  place: GraphPlace,
): Promise<GraphAnswer> {
  const attachment = { type: kindOf(file.type), payload: {} }
  const values = asForm({ ...envelope, message: { attachment, metadata } })
  return callGraph(
    { method: 'POST', path: ['me', 'messages'], form: { values, name: 'filedata', file } },
    place,
  )
}

/** Instagram takes bytes at the Attachment Upload API only; until the message names them nobody has seen anything. */
export async function sendFileUploaded(
  file: OutboundAttachment,
  { metadata, ...envelope }: Envelope,
  place: GraphPlace,
): Promise<GraphAnswer> {
  const type = kindOf(file.type)
  const values = asForm({ platform: 'instagram', message: { attachment: { type, payload: {} } } })
  const form = { values, name: 'filedata', file }
  const taken = await callGraph({ method: 'POST', path: ['me', 'message_attachments'], form }, place)
  if (!taken.ok) return unseen(taken)
  const attachment = { type, payload: { attachment_id: text(taken.body['attachment_id']) } }
  const json = { ...envelope, message: { attachment, metadata } }
  return callGraph({ method: 'POST', path: ['me', 'messages'], json }, place)
}

/** A file that was handed in without an answer was seen by nobody: it may be handed in again. */
export function unseen(answer: Extract<GraphAnswer, { ok: false }>): GraphAnswer {
  const { failure } = answer
  return failure.class === 'unknown' ? { ...answer, failure: { ...failure, class: 'retry' } } : answer
}

function asForm(fields: Envelope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

/** Meta's kinds of files, by media type. */
function kindOf(type: string): string {
  return /^(?:image|video|audio)(?=\/)/.exec(type)?.[0] ?? 'file'
}
