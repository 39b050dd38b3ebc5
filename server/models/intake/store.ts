import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Attachment } from '../attachments/attachment.js'
import type { ActorRef } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import type { CustomerRecord } from '../customers/index.js'
import { Body, Message, type MessageRecord } from '../messages/message.js'
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

/**
 * Writes a received message with its body and files inside the change that opened or joined its ticket.
 * @throws a duplicate-key error of `messages` when this very message is stored already
 */
export async function storeMessage(
  prepared: PreparedMessage,
  place: MessagePlace,
  tx: Tx,
): Promise<MessageRecord> {
  const record = messageRecord(prepared, place)
  await Message.insertMany([record], { session: tx, lean: true })
  if (record.hasHtml || record.hasQuoted) {
    const html = prepared.message.html?.slice(0, maxHtml)
    const body = {
      _id: place.id,
      fullText: prepared.normal.fullText,
      ...(html === undefined ? {} : { html }),
    }
    await Body.insertMany([body], { session: tx, lean: true })
  }
  if (prepared.files.length > 0)
    await Attachment.insertMany(fileRecords(prepared, place, record.author), { session: tx, lean: true })
  return record
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
