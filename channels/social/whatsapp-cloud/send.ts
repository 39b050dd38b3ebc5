import { now } from '../../../server/lib/clock.js'
import type {
  ChannelAccount,
  ChannelTools,
  DeliveryResult,
  OutboundAttachment,
  OutboundMessage,
} from '../../channel.js'
import { fields, list, text } from '../loose.js'
import { callGraph, type GraphAnswer, type GraphPlace } from '../meta/graph.js'
import { sendParts, type VisibleStep } from '../meta/parts-sent.js'
import { unseen } from '../meta/send-file.js'
import { freeFor } from '../meta/window.js'
import { partsOf } from '../parts.js'
import { whatsappGraph } from './errors.js'
import { isUserId, phoneRef } from './people.js'
import { templateOf } from './template.js'

/** Longest text and longest caption of one message, in characters. */
export const maxText = 4_096

/** Where a call for an account goes. */
export function cloudPlace(account: ChannelAccount, signal: AbortSignal, tools: ChannelTools): GraphPlace {
  return { account, signal, tools, product: whatsappGraph }
}

/**
 * Sends one message by WhatsApp's Cloud API: an approved template, or words in as many parts as they need, then the files.
 * Beyond 24 hours words are not tried: the class is `window`.
 */
export async function sendByWhatsAppCloud(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  const place = cloudPlace(account, signal, tools)
  const to = recipientOf(message.to[0]?.address)
  if (!to) return { ok: false, class: 'permanent', code: 'no_recipient' }
  const own = numberIdOf(message, account)
  if (!own) return { ok: false, class: 'config', code: 'no_phone_number_id' }
  const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', ...to, biz_opaque_callback_data: message.reference } // prettier-ignore
  if (message.template) return sendTemplate(message.template, envelope, own, place)
  const { lastInboundAt } = message
  if (lastInboundAt && now().getTime() - lastInboundAt.getTime() >= freeFor)
    return { ok: false, class: 'window', code: 'window_over' }
  return sendParts(stepsOf(message, envelope, own, place))
}

type Envelope = Readonly<Record<string, unknown>>

/** The number that writes: the message's sender, else the account's first that is an id and no number. */
export function numberIdOf(
  message: Pick<OutboundMessage, 'from'>,
  { addresses }: ChannelAccount,
): string | null {
  return [message.from.address, ...addresses].find((one) => /^\d{6,30}$/.test(one)) ?? null
}

/** By number, or by the id of somebody who keeps the number private. */
function recipientOf(address: string | undefined): { to: string } | { recipient: string } | null {
  if (address === undefined) return null
  if (isUserId(address)) return { recipient: address }
  const phone = phoneRef(address)
  return phone ? { to: phone.value.slice(1) } : null
}

async function sendTemplate(
  template: NonNullable<OutboundMessage['template']>,
  envelope: Envelope,
  own: string,
  place: GraphPlace,
): Promise<DeliveryResult> {
  const named = templateOf(template)
  if (!named)
    return { ok: false, class: 'config', code: 'template_unknown', detail: template.id.slice(0, 200) }
  return sendParts([step({ ...envelope, type: 'template', template: named }, own, place)])
}

/** The first part says what it answers. */
function stepsOf(
  message: OutboundMessage,
  envelope: Envelope,
  own: string,
  place: GraphPlace,
): VisibleStep[] {
  const context = message.target?.startsWith('wamid.') ? { context: { message_id: message.target } } : {}
  const texts = partsOf(message.text, maxText).map((body, index) =>
    step(
      { ...envelope, ...(index === 0 ? context : {}), type: 'text', text: { body, preview_url: false } },
      own,
      place,
    ),
  )
  const files = message.attachments.map((file): VisibleStep => ({
    run: () => sendFile(file, envelope, own, place),
    idOf,
  }))
  return [...texts, ...files]
}

function step(json: Envelope, own: string, place: GraphPlace): VisibleStep {
  return { run: () => callGraph({ method: 'POST', path: [own, 'messages'], json }, place), idOf }
}

const idOf = ({ body }: Extract<GraphAnswer, { ok: true }>): string =>
  text(fields(list(body['messages'])[0])['id'])

/** Bytes are handed in first (POST /{number}/media); nobody sees them until a message names them. */
async function sendFile(
  file: OutboundAttachment,
  envelope: Envelope,
  own: string,
  place: GraphPlace,
): Promise<GraphAnswer> {
  const form = { values: { messaging_product: 'whatsapp', type: file.type }, name: 'file', file }
  const taken = await callGraph({ method: 'POST', path: [own, 'media'], form }, place)
  if (!taken.ok) return unseen(taken)
  const kind = kindOf(file.type)
  const media = { id: text(taken.body['id']), ...(kind === 'document' ? { filename: file.name } : {}) }
  return callGraph(
    { method: 'POST', path: [own, 'messages'], json: { ...envelope, type: kind, [kind]: media } },
    place,
  )
}

/** What WhatsApp shows as such (Cloud API, supported media types); everything else goes as a document. */
function kindOf(type: string): 'image' | 'video' | 'audio' | 'document' {
  if (/^image\/(?:jpeg|png)$/.test(type)) return 'image'
  if (/^video\/(?:mp4|3gpp)$/.test(type)) return 'video'
  return /^audio\/(?:aac|amr|mpeg|mp4|ogg)$/.test(type) ? 'audio' : 'document'
}
