import { Types } from 'mongoose'
import { minutes, now, travel } from '../../server/lib/clock.js'
import { change } from '../../server/lib/mongo.js'
import { makeSecrets } from '../../server/lib/secrets.js'
import { system, type UserActor } from '../../server/models/actor.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { Identity } from '../../server/models/customers/index.js'
import type { ChannelName, IdentityRef } from '../../server/models/intake/message-shapes.js'
import { Message, write, type MessageRecord, type Writing } from '../../server/models/messages/index.js'
import { loadKnowledge } from '../../server/models/rules/index.js'
import { start, Ticket, writeTicket, type TicketRecord } from '../../server/models/tickets/index.js'
import { colleague } from './people.js'

export const testSecrets = makeSecrets('0123456789abcdef'.repeat(4))

/** Our side of a channel; addresses and key as a shop might have them. */
export function accountOn(channel: ChannelName, input: Partial<AccountInput> = {}): Promise<ChannelAccountRecord> {
  const addresses: Partial<Record<ChannelName, string[]>> = {
    email: ['destek@cicekpazari.example'],
    sms: ['+12025550123'],
    whatsapp: ['+12025550123'],
    messenger: ['100200300'],
    instagram: ['178410'],
    telegram: ['770011'],
  }
  const usual: AccountInput = {
    channel, key: `${channel}-tr`, name: 'Çiçek Pazarı', addresses: addresses[channel] ?? [], team: null, locale: 'tr', settings: {},
  }
  return createAccount({ ...usual, ...input }, testSecrets)
} // prettier-ignore

export function identity(
  type: IdentityRef['type'],
  value: string,
  scope = '',
  proof: IdentityRef['proof'] = 'transport',
): IdentityRef {
  return { type, scope, value, proof }
}

/** A ticket that a customer began by this account and identity. */
export async function complaintBy(
  account: ChannelAccountRecord,
  from: IdentityRef,
  by?: UserActor,
): Promise<TicketRecord> {
  const { ticket } = await start(
    { direction: 'inbound', subject: 'Solmuş güller', text: 'Güllerim solmuş geldi', account, customer: { identity: from, name: 'Ayşe' } },
    by ?? (await colleague('agent', { name: 'Mehmet' })).actor,
    await loadKnowledge(),
    { secrets: testSecrets, undoSeconds: 0 },
  )
  return ticket
} // prettier-ignore

/** The ticket's customer becomes known by another identity. */
export async function alsoKnownBy(ticket: TicketRecord, ref: IdentityRef): Promise<void> {
  await Identity.insertMany([{ ...ref, customer: ticket.customer as Types.ObjectId, createdAt: now() }])
}

/** The customer goes on in this ticket, by whichever account; a minute later than whatever was before. */
export async function says(
  ticket: TicketRecord,
  account: ChannelAccountRecord,
  from: IdentityRef,
  changes: Partial<MessageRecord> = {},
): Promise<MessageRecord> {
  travel(minutes(1))
  const _id = new Types.ObjectId()
  const at = now()
  return change(async (tx) => {
    const data = { messageId: _id.toHexString(), channel: account.channel, stranger: false, auto: false }
    const { ticket: fresh } = await writeTicket(ticket._id, undefined, { inc: { messageCount: 1 } }, [{ name: 'message.received', data }], system, tx)
    const message: MessageRecord = {
      _id, ticket: ticket._id, seq: fresh.seq, kind: 'in', channel: account.channel, account: account._id, externalId: `in-${_id.toHexString()}`,
      author: { kind: 'customer', id: ticket.customer?.toHexString() ?? null, name: 'Ayşe' }, authorAddress: from.value,
      authorIdentity: { type: from.type, scope: from.scope, value: from.value }, text: 'Bir şey daha', hasHtml: false, hasQuoted: false, attachments: [], at, createdAt: at,
      ...changes,
    }
    await Message.insertMany([message], { session: tx, lean: true })
    return message
  })
} // prettier-ignore

let count = 0

/** An agent's answer, in the outbox at once. */
export async function answer(
  ticket: TicketRecord,
  by: UserActor,
  writing: Partial<Writing> = {},
): Promise<MessageRecord> {
  count += 1
  const fresh = (await Ticket.findById(ticket._id).lean<TicketRecord>()) as TicketRecord
  const { message } = await write(
    fresh,
    by,
    { kind: 'reply', text: 'Hemen bakıyoruz', clientId: `client-${count}`, ...writing },
    { secrets: testSecrets, undoSeconds: 0 },
  )
  return message
}
