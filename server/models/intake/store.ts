import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Attachment, type AttachmentRecord } from '../attachments/attachment.js'
import { takeUpload } from '../attachments/unsent.js'
import type { ActorRef } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { CustomerRecord } from '../customers/index.js'
import { Body, type BodyRecord } from '../messages/body.js'
import { Message, type MessageAttachment, type MessageRecord } from '../messages/message.js'
import type { Because } from '../because.js'
import { applyParked } from './apply-parked.js'
import type { AuthorRole } from './opening.js'
import type { PreparedMessage, StoredFile } from './prepare.js'

const maxHtml = 2_000_000

export interface MessagePlace {
  ticket: Types.ObjectId
  seq: number
  id: Types.ObjectId
  author: CustomerRecord
  stranger: boolean
  role: AuthorRole
  account: ChannelAccountRecord
  inbound: Types.ObjectId
  /** Why it joined a ticket of another channel; empty when it did not. */
  joined: Because[]
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
  for (const { prepared, place } of entries)
    for (const { id, uploaded } of prepared.files)
      if (uploaded) await takeUpload(id, { ticket: place.ticket, message: place.id }, tx)
  for (const { record } of entries) await applyParked(record, tx)
}

function bodyRecord({ message, normal }: PreparedMessage, id: Types.ObjectId): BodyRecord {
  const html = message.html?.slice(0, maxHtml)
  return { _id: id, fullText: normal.fullText, ...(html === undefined ? {} : { html }) }
}

function messageRecord(
  { message, normal, files, badLinks }: PreparedMessage,
  place: MessagePlace,
): MessageRecord {
  const { email } = message
  const [ref] = message.sender
  const address = ref?.value
  return {
    _id: place.id,
    ticket: place.ticket,
    seq: place.seq,
    kind: 'in',
    channel: message.channel,
    account: place.account._id,
    externalId: message.externalId,
    author: {
      kind: place.role,
      id: place.author._id.toHexString(),
      name: place.author.name || (address ?? ''),
    },
    ...(ref === undefined
      ? {}
      : { authorAddress: ref.value, authorIdentity: { type: ref.type, scope: ref.scope, value: ref.value } }),
    ...ofChannel(message, place),
    ...(badLinks.length > 0 ? { badLinks } : {}),
    ...(place.stranger ? { stranger: true } : {}),
    text: normal.text,
    hasHtml: message.html !== undefined && message.html !== '',
    hasQuoted: normal.fullText.trim() !== normal.text.trim(),
    attachments: files.map(shownFile),
    ...(email ? { auto: autoOf(email), email: emailPart(email, normal.subject) } : {}),
    inbound: place.inbound,
    at: normal.at,
    createdAt: now(),
  }
}

/** What only some channels say of a message. */
function ofChannel(message: PreparedMessage['message'], { joined }: MessagePlace): Partial<MessageRecord> {
  const { audience, externalThreadId, inReplyTo, permalink, rating, location, call, asked, revision } =
    message
  return {
    ...(audience === 'public' ? { audience } : {}),
    ...(externalThreadId ? { externalThread: externalThreadId.slice(0, 200) } : {}),
    ...(inReplyTo && !message.email ? { target: inReplyTo.slice(0, 300) } : {}),
    ...(permalink ? { permalink: permalink.slice(0, 2_000) } : {}),
    ...(rating ? { rating } : {}),
    ...(location ? { location } : {}),
    ...(call ? { call } : {}),
    ...(asked ? { asked } : {}),
    ...(revision === undefined ? {} : { revision }),
    ...(joined.length > 0 ? { joined } : {}),
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

/** The message knows of a file what its thread shows; where a file is fetched from may be a secret. */
function shownFile({ blob: _blob, uploaded: _uploaded, ref, ...file }: StoredFile): MessageAttachment {
  return ref === undefined ? file : { ...file, state: 'pending' }
}

function fileRecords({ files }: PreparedMessage, place: MessagePlace, by: ActorRef): AttachmentRecord[] {
  const at = now()
  const common = { ticket: place.ticket, message: place.id, by, createdAt: at }
  return files
    .filter(({ uploaded }) => !uploaded)
    .map(({ id, ref, uploaded: _uploaded, ...file }) => ({
      _id: id,
      ...common,
      ...file,
      ...(ref === undefined
        ? {}
        : { state: 'pending', ref, account: place.account._id, attempts: 0, nextAt: at }),
    }))
}
