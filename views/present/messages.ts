import type { Delivery, MessageAttachment, MessageRecord } from '../../server/models/messages/message.js'
import type { AttachmentView, DeliveryView, EventView, MessageView, ThreadItem } from '../types.js'
import { dayNumber } from '../helpers/dates.js'
import { isRisky } from './risky-files.js'
import { presentBeside } from './message-beside.js'
import { cut, pushedText } from './names.js'

/** Pictures that a browser may show by themselves; everything else is downloaded. */
const shownInline = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** A message as pages, pushes and the API tell it. @param number of its ticket */
export function presentMessage(message: MessageRecord, number: number): MessageView {
  const { delivery } = message
  return {
    id: message._id.toHexString(),
    ticket: number,
    seq: message.seq,
    kind: message.kind,
    channel: message.channel,
    author: { id: message.author.id ?? '', name: message.author.name },
    stranger: message.stranger === true ? (message.authorAddress ?? '') : '',
    at: message.at.toISOString(),
    text: message.deletion ? '' : message.text,
    truncated: false,
    quoted: message.hasQuoted && !message.deletion,
    html: message.hasHtml && !message.deletion,
    raw: message.inbound !== undefined,
    attachments: message.deletion ? [] : message.attachments.filter((file) => !file.inline).map(presentAttachment),
    delivery: delivery ? presentDelivery(delivery) : null,
    beside: presentBeside(message),
    retracted: message.retraction !== undefined,
    clientId: message.clientId ?? '',
    pending: false,
  }
} // prettier-ignore

/** The same for a push: long text is cut and fetched by whoever opens it. */
export function presentPushedMessage(message: MessageRecord, number: number): MessageView {
  const view = presentMessage(message, number)
  return { ...view, ...cut(view.text, pushedText) }
}

function presentDelivery({ state, reason = '', detail = '', at, times }: Delivery): DeliveryView {
  const [sent = '', delivered = '', read = ''] = [times?.sent, times?.delivered, times?.read].map((time) => time?.toISOString()) // prettier-ignore
  return {
    state,
    reason,
    detail,
    at: at.toISOString(),
    ...(times ? { times: { sent, delivered, read } } : {}),
  }
}

export function presentAttachment(
  file: Pick<MessageAttachment, 'id' | 'name' | 'type' | 'size' | 'state' | 'reason'>,
): AttachmentView {
  const id = file.id.toHexString()
  const { name, type, size, state = '', reason = '' } = file
  const image = state === '' && shownInline.has(type)
  return {
    id,
    name,
    type,
    size,
    url: `/api/v1/attachments/${id}`,
    image,
    state,
    reason,
    risky: isRisky(name, type),
  }
}

/** By sequence number; what came from another ticket stands at its time among the rest. */
function inOrder(messages: MessageView[], events: EventView[]): (MessageView | EventView)[] {
  const isMoved = (one: MessageView): boolean => (one.beside?.movedFrom ?? 0) > 0
  const own = [...messages.filter((one) => !isMoved(one)), ...events].sort((a, b) => a.seq - b.seq)
  for (const moved of messages.filter(isMoved)) {
    const next = own.findIndex((one) => one.at > moved.at)
    own.splice(next < 0 ? own.length : next, 0, moved)
  }
  return own
}

/**
 * A thread in its order: days set apart, what happened between two messages folded into one.
 * @param timeZone in which a day begins
 */
export function presentThread(messages: MessageView[], events: EventView[], timeZone: string): ThreadItem[] {
  const all = inOrder(messages, events)
  const items: ThreadItem[] = []
  let day = NaN
  for (const one of all) {
    const today = dayNumber(one.at, timeZone)
    if (today !== day) items.push({ type: 'day', at: one.at })
    day = today
    const last = items.at(-1)
    if ('kind' in one) items.push({ type: 'message', message: one })
    else if (last?.type === 'events') last.events.push(one)
    else items.push({ type: 'events', id: one.id, events: [one] })
  }
  return items
}
