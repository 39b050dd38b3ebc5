import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Attachment } from '../attachments/attachment.js'
import type { ActorRef } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { CustomerRecord } from '../customers/index.js'
import { Body, type BodyRecord } from '../messages/body.js'
import { Message, type MessageRecord } from '../messages/message.js'
import type { PreparedMessage } from './prepare.js'

const maxHtml = 2_000_000

export interface MessagePlace {
  ticket: Types.ObjectId
  seq: number
  id: Types.ObjectId
  author: CustomerRecord
  stranger: boolean
  account: ChannelAccountRecord
  inbound: Types.ObjectId
}

/** A prepared message and where it belongs. */
export interface PlacedMessage {
  prepared: PreparedMessage
  place: MessagePlace
}

/**
 * Writes received messages with their bodies and files inside the change that opened or joined their tickets.
 * @throws a duplicate-key error of `messages` when one of them is stored already
 */
export async function storeMessages(placed: readonly PlacedMessage[], tx: Tx): Promise<void> {
  const options = { session: tx, lean: true } as const
  const entries = placed.map((entry) => ({ ...entry, record: messageRecord(entry.prepared, entry.place) }))
  await Message.insertMany(entries.map(({ record }) => record), options) // prettier-ignore
  const bodies = entries
    .filter(({ record }) => record.hasHtml || record.hasQuoted)
    .map(({ prepared, record }) => bodyRecord(prepared, record._id))
  if (bodies.length > 0) await Body.insertMany(bodies, options)
  const files = entries.flatMap(({ prepared, place, record }) => fileRecords(prepared, place, record.author))
  if (files.length > 0) await Attachment.insertMany(files, options)
}

function bodyRecord({ message, normal }: PreparedMessage, id: Types.ObjectId): BodyRecord {
  const html = message.html?.slice(0, maxHtml)
  return { _id: id, fullText: normal.fullText, ...(html === undefined ? {} : { html }) }
}

function messageRecord({ message, normal, files }: PreparedMessage, place: MessagePlace): MessageRecord {
  const { email } = message
  const address = message.sender[0]?.value
  return {
    _id: place.id,
    ticket: place.ticket,
    seq: place.seq,
    kind: 'in',
    channel: message.channel,
    account: place.account._id,
    externalId: message.externalId,
    author: {
      kind: 'customer',
      id: place.author._id.toHexString(),
      name: place.author.name || (address ?? ''),
    },
    ...(address === undefined ? {} : { authorAddress: address }),
    ...(place.stranger ? { stranger: true } : {}),
    text: normal.text,
    hasHtml: message.html !== undefined && message.html !== '',
    hasQuoted: normal.fullText.trim() !== normal.text.trim(),
    attachments: files.map(({ blob: _blob, ...file }) => file),
    ...(email ? { auto: autoOf(email), email: emailPart(email, normal.subject) } : {}),
    inbound: place.inbound,
    at: normal.at,
    createdAt: now(),
  }
}

/** A mail with our own loop header is a machine's, whatever else it says: nothing may answer it by itself. */
function autoOf({
  auto,
  ours,
}: NonNullable<PreparedMessage['message']['email']>): NonNullable<MessageRecord['auto']> {
  return ours && !auto.is ? { is: true, why: 'own loop header' } : auto
}

function emailPart(
  email: NonNullable<PreparedMessage['message']['email']>,
  subject: string,
): NonNullable<MessageRecord['email']> {
  return {
    messageId: email.messageId,
    inReplyTo: email.inReplyTo,
    references: email.references.slice(-30),
    from: email.from?.address ?? '',
    to: email.to.slice(0, 50),
    cc: email.cc.slice(0, 50),
    subject,
  }
}

function fileRecords({ files }: PreparedMessage, place: MessagePlace, by: ActorRef): object[] {
  const at = now()
  return files.map(({ id, ...file }) => ({
    _id: id,
    ticket: place.ticket,
    message: place.id,
    by,
    ...file,
    createdAt: at,
  }))
}
