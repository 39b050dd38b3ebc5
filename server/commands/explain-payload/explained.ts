import type { IdentityRef, InboundMessage, NormalisedEvent, ReceiptItem } from '../../../channels/channel.js'

/** One event as the command shows it: every key is there, null where the event has nothing of the kind. */
export interface ExplainedEvent {
  kind: NormalisedEvent['kind']
  externalId: string | null
  /** The first of the writer's identities, by its value; all of them in `identities`. */
  sender: string | null
  senderName: string | null
  identities: IdentityRef[]
  direction: 'in' | 'echo' | null
  text: string | null
  /** `url` is the address or the provider's reference that the file is fetched by. */
  attachments: { type: string; url: string | null; name: string }[]
  audience: 'private' | 'public' | null
  target: string | null
  state: ReceiptItem['state'] | null
  reason: string | null
  thread: string | null
  inReplyTo: string | null
  recipient: string | null
  emoji: string | null
  rating: { value: number; max: number } | null
  location: { lat: number; lon: number; label?: string } | null
  /** For a receipt: everything sent up to this instant is meant. */
  watermark: string | null
  at: string | null
}

/** What a delivery was read as; each entry of a receipt by itself. */
export function explainedEvents(events: readonly NormalisedEvent[]): ExplainedEvent[] {
  return events.flatMap((event) => (event.kind === 'receipt' ? receipts(event) : [explained(event)]))
}

function explained(event: Exclude<NormalisedEvent, { kind: 'receipt' }>): ExplainedEvent {
  switch (event.kind) {
    case 'edit':
    case 'delete':
    case 'reaction':
      return {
        ...nothing,
        ...by(event.by, event.recipient),
        kind: event.kind,
        target: event.target,
        text: event.text ?? null,
        emoji: event.emoji ?? null,
        at: event.at.toISOString(),
      }
    case 'optout':
    case 'optin':
      return { ...nothing, ...by(event.who, event.recipient), kind: event.kind, text: event.word ?? null }
    case 'identity':
      return {
        ...nothing,
        ...by(event.from, event.recipient),
        kind: event.kind,
        target: event.to?.value ?? null,
        reason: event.change,
      }
    case 'ignored':
      return { ...nothing, kind: event.kind, reason: event.reason }
    default:
      return message(event)
  }
}

function message(event: InboundMessage): ExplainedEvent {
  return {
    ...nothing,
    ...by(event.sender[0], event.recipient),
    identities: event.sender,
    kind: event.kind,
    externalId: event.externalId,
    senderName: event.senderName,
    direction: event.direction,
    text: event.text,
    attachments: event.attachments.map(({ type, ref, name }) => ({ type, url: ref ?? null, name })),
    audience: event.audience,
    thread: event.externalThreadId ?? null,
    inReplyTo: event.inReplyTo ?? null,
    rating: event.rating ?? null,
    location: event.location ?? null,
    at: event.sentAt?.toISOString() ?? null,
  }
}

function receipts(event: Extract<NormalisedEvent, { kind: 'receipt' }>): ExplainedEvent[] {
  return event.items.map((item) => ({
    ...nothing,
    ...by(event.by, event.recipient),
    kind: event.kind,
    externalId: item.externalId ?? item.reference ?? null,
    state: item.state,
    reason: item.code ?? null,
    text: item.detail ?? null,
    watermark: item.watermark?.toISOString() ?? null,
  }))
}

function by(ref: IdentityRef | undefined, recipient: string | undefined) {
  return { sender: ref?.value ?? null, identities: ref ? [ref] : [], recipient: recipient ?? null }
}

const nothing: ExplainedEvent = {
  kind: 'ignored', externalId: null, sender: null, senderName: null, identities: [], direction: null, text: null, attachments: [],
  audience: null, target: null, state: null, reason: null, thread: null, inReplyTo: null, recipient: null, emoji: null, rating: null,
  location: null, watermark: null, at: null,
} // prettier-ignore
