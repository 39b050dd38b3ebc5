import { ChannelRejected } from '../../../server/lib/errors.js'
import { lowerAscii } from '../../../server/lib/fold.js'
import { toE164 } from '../../../server/lib/phone.js'
import type {
  ChannelAccount,
  IdentityRef,
  InboundMessage,
  NormalisedEvent,
  StoredRaw,
} from '../../channel.js'
import {
  complaint,
  formTransport,
  ownEnvelope,
  type Complaint,
  type OwnComplaint,
  type PageMessage,
} from './envelope.js'

/**
 * What was written in a form: on our own pages, or in one of the shop's. What came through the door is never read as
 * one of ours, whatever it looks like.
 * @throws ChannelRejected('form_unreadable')
 */
export function normaliseForm(raw: StoredRaw, _account: ChannelAccount): NormalisedEvent[] {
  const body = jsonOf(raw.bytes)
  if (raw.transport['via'] === formTransport) {
    const own = ownEnvelope.safeParse(body)
    if (own.success) return [own.data.kind === 'message' ? fromPage(own.data, raw) : fromOwnForm(own.data, raw)]
  } else {
    const theirs = complaint.safeParse(body)
    if (theirs.success) return [fromForm(theirs.data, raw)]
  }
  throw new ChannelRejected('form_unreadable')
} // prettier-ignore

function fromOwnForm(said: OwnComplaint, raw: StoredRaw): InboundMessage {
  return {
    ...fromForm(said, raw),
    sentAt: new Date(said.at),
    uploader: said.uploader,
    attachments: said.uploads.map((file) => ({ ...file, inline: false })),
  }
}

function fromForm(said: Complaint, raw: StoredRaw): InboundMessage {
  const { text, category, order, rating, remedy, answers } = said
  const answered = answers.filter(({ answer }) => answer !== '')
  return {
    ...frame(raw),
    externalId: said.id,
    sender: senderOf(said),
    senderName: said.name,
    subject: firstLine(text),
    text,
    fullText: text,
    attachments: [],
    ...(rating === undefined ? {} : { rating: { value: rating, max: 5 } }),
    asked: {
      ...(category === undefined ? {} : { category }),
      ...(remedy === undefined ? {} : { remedy }),
      ...(order ? { order } : {}),
      answers: [...answered, ...unreadablePhone(said)],
    },
  }
}

/** Behind the link of a ticket stands its customer; the intake finds who that is. */
function fromPage(said: PageMessage, raw: StoredRaw): InboundMessage {
  const { text } = said
  return {
    ...frame(raw),
    externalId: `${said.conversation}:${said.id}`,
    sender: [],
    senderName: '',
    subject: firstLine(text),
    text,
    fullText: text,
    attachments: said.uploads.map((file) => ({ ...file, inline: false })),
    sentAt: new Date(said.at),
    conversation: said.conversation,
  }
}

/** Typed by whoever filled the form in, so proved by nothing; the address comes first, as answers go there. */
function senderOf({ email, phone }: Complaint): IdentityRef[] {
  const number = phone ? toE164(phone) : null
  const refs: IdentityRef[] = [{ type: 'email', scope: '', value: lowerAscii(email), proof: 'none' }]
  if (number !== null) refs.push({ type: 'phone', scope: '', value: number, proof: 'none' })
  return refs
}

/** A number that nobody can dial by machine may still tell a person something. */
function unreadablePhone({ phone }: Complaint): { question: string; answer: string }[] {
  return phone && toE164(phone) === null ? [{ question: 'phone', answer: phone }] : []
}

function frame(raw: StoredRaw) {
  return {
    kind: 'message' as const,
    channel: 'form' as const,
    audience: 'private' as const,
    direction: 'in' as const,
    references: [],
    sentAt: null,
    receivedAt: raw.receivedAt,
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    // What is no JSON is refused by who asked.
    return undefined
  }
}
