import { expect } from 'chai'
import { Types } from 'mongoose'
import { Event } from '../../../../server/models/event.js'
import {
  agentsRead,
  Chat,
  chatOf,
  goOnIn,
  note,
  visitorGot,
  visitorRead,
} from '../../../../server/models/chats/index.js'
import { Message, type DeliveryState, type MessageRecord } from '../../../../server/models/messages/index.js'
import { openTicket, Ticket, type TicketRecord } from '../../../../server/models/tickets/index.js'
import { takeNumber } from '../../../../server/models/tickets/number.js'
import { system } from '../../../../server/models/actor.js'
import { change } from '../../../../server/lib/mongo.js'
import { now } from '../../../../server/lib/clock.js'
import { useDatabase } from '../../../support/database.js'
import { expectIndexed } from '../../../support/explain.js'

const visitor = 'visitor-01234567890123456789012345'
const account = new Types.ObjectId()

async function ticketOf(): Promise<TicketRecord> {
  const number = await takeNumber()
  const lastMessage = { at: now(), direction: 'in' as const, author: 'Ayşe', preview: '' }
  const start = {
    number, subject: 'Güller', channel: 'chat' as const, account, customer: null, customerName: 'Ayşe', team: null,
    priority: 'normal' as const, priorityBecause: [], category: 'other', categoryBecause: [], suggestions: [],
    language: null, lastMessage, direction: 'inbound' as const,
  }
  const first = { name: 'message.received' as const, data: { messageId: String(account), channel: 'chat' as const, stranger: false, auto: false } }
  return change((tx) => openTicket({ start, first, by: system }, tx))
} // prettier-ignore

async function reply(ticket: TicketRecord, seq: number, state: DeliveryState = 'sent'): Promise<void> {
  await Message.create({
    ticket: ticket._id, seq, kind: 'reply', channel: 'chat', account, author: { kind: 'user', id: 'u', name: 'Mehmet' }, text: `yanıt ${seq}`,
    delivery: { state, at: now(), attempts: 0 }, at: now(), createdAt: now(),
  })
} // prettier-ignore

async function states(ticket: TicketRecord): Promise<string[]> {
  const messages = await Message.find({ ticket: ticket._id }).sort({ seq: 1 }).lean<MessageRecord[]>()
  return messages.map(({ delivery }) => delivery!.state)
}

async function chatIn(ticket: TicketRecord): Promise<void> {
  await goOnIn(await note(visitor, account, {}, 'tr'), ticket._id)
}

const changes = (): Promise<number> => Event.countDocuments({ name: 'delivery.changed' })

describe('what a visitor has got and read', () => {
  useDatabase()

  it('rises on each reply and never falls, in whatever order and however often it is told', async () => {
    const ticket = await ticketOf()
    await chatIn(ticket)
    for (const seq of [3, 4, 5]) await reply(ticket, seq)
    await visitorRead(visitor, ticket._id, 4)
    expect(await states(ticket)).to.deep.equal(['read', 'read', 'sent'])
    await visitorGot(ticket._id, 5)
    expect(await states(ticket)).to.deep.equal(['read', 'read', 'delivered'])
    await visitorRead(visitor, ticket._id, 3)
    await visitorGot(ticket._id, 3)
    await visitorRead(visitor, ticket._id, 4)
    expect(await states(ticket)).to.deep.equal(['read', 'read', 'delivered'])
    expect((await chatOf(visitor))!.seenSeq).to.equal(4)
    expect(await changes()).to.equal(3)
  })

  it('is told once for each reply when several windows and processes tell it at the same moment', async () => {
    const ticket = await ticketOf()
    await chatIn(ticket)
    for (let seq = 3; seq < 13; seq++) await reply(ticket, seq)
    await Promise.all([1, 2, 3, 4].map(() => visitorRead(visitor, ticket._id, 12)))
    expect(new Set(await states(ticket))).to.deep.equal(new Set(['read']))
    expect(await changes()).to.equal(10)
    const after = await Ticket.findById(ticket._id).lean<TicketRecord>()
    expect(after!.seq).to.equal(ticket.seq + 10)
  })

  it('says nothing of what failed, of other tickets, and of what came after', async () => {
    const [ticket, other] = [await ticketOf(), await ticketOf()]
    await chatIn(ticket)
    await reply(ticket, 3, 'failed')
    await reply(ticket, 9)
    await reply(other, 3)
    await visitorRead(visitor, ticket._id, 8)
    expect(await states(ticket)).to.deep.equal(['failed', 'sent'])
    expect(await states(other)).to.deep.equal(['sent'])
  })

  it('ends the waiting for a mail only when nothing unread is left', async () => {
    const ticket = await ticketOf()
    await chatIn(ticket)
    for (const seq of [3, 4]) await reply(ticket, seq)
    await Chat.updateOne({ _id: visitor }, { $set: { mailDueAt: now() } })
    await visitorRead(visitor, ticket._id, 3)
    expect((await chatOf(visitor))!.mailDueAt).not.to.equal(null)
    await visitorRead(visitor, ticket._id, 4)
    expect((await chatOf(visitor))!.mailDueAt).to.equal(null)
  })

  it('is forgotten when the talk goes on in another ticket, whose numbers are others', async () => {
    const [ticket, next] = [await ticketOf(), await ticketOf()]
    await chatIn(ticket)
    await visitorRead(visitor, ticket._id, 40)
    expect(await agentsRead(ticket._id, 40)).to.equal(true)
    expect(await agentsRead(ticket._id, 39)).to.equal(false)
    await goOnIn((await chatOf(visitor))!, next._id)
    expect(await chatOf(visitor)).to.include({ seenSeq: 0, agentSeq: 0 })
    await visitorRead(visitor, ticket._id, 41)
    expect((await chatOf(visitor))!.seenSeq).to.equal(0)
  })
})

describe('a visitor who becomes known', () => {
  useDatabase()

  it('keeps an address that the shop signed when another one is typed, and takes a signed one over a typed one', async () => {
    await note(visitor, account, { email: { value: 'a@b.example', proof: 'none' } }, 'tr')
    await note(visitor, account, { email: { value: 'c@d.example', proof: 'none' } }, 'tr')
    expect((await chatOf(visitor))!.email!.value).to.equal('c@d.example')
    await note(visitor, account, { email: { value: 'e@f.example', proof: 'signed' } }, 'tr')
    await note(visitor, account, { email: { value: 'x@y.example', proof: 'none' } }, 'tr')
    expect((await chatOf(visitor))!.email).to.deep.equal({ value: 'e@f.example', proof: 'signed' })
  })

  it('is one, however many first words come at the same moment', async () => {
    const facts = [1, 2, 3, 4, 5].map((n) =>
      note(visitor, account, { lastMessage: `${visitor}:client-${n}` }, 'tr'),
    )
    await Promise.all(facts)
    expect(await Chat.countDocuments()).to.equal(1)
  })
})

describe('queries of the chats', () => {
  useDatabase()
  const id = new Types.ObjectId()
  const queries = {
    "a member's latest talk": () => Chat.find({ account: id, shopUser: 'u' }).sort({ lastSeenAt: -1 }).limit(1),
    'the talks in a ticket': () => Chat.find({ ticket: id, agentSeq: { $lt: 5 } }),
    'talks that are due for mail': () => Chat.find({ mailDueAt: { $lte: now() } }).sort({ mailDueAt: 1 }).limit(200),
    'the ticket of the last message': () => Message.find({ channel: 'chat', account: id, externalId: 'x' }),
    'what a visitor may read': () => Message.find({ ticket: id, seq: { $lt: 9 }, kind: { $in: ['in', 'reply', 'auto'] } }).sort({ seq: -1 }).limit(51),
    'replies to be marked': () => Message.find({ ticket: id, seq: { $lte: 9 }, kind: 'reply', channel: 'chat', 'delivery.state': { $in: ['sent'] } }).sort({ seq: -1 }).limit(100),
    'unread replies': () => Message.find({ ticket: id, seq: { $gt: 2 }, kind: 'reply', channel: 'chat', mailedAt: null }).sort({ seq: 1 }).limit(50),
    'who wrote last in the chat': () => Message.find({ ticket: id, kind: 'in', channel: 'chat', 'authorIdentity.type': 'visitor' }).sort({ seq: -1 }).limit(1),
  } // prettier-ignore

  for (const [name, query] of Object.entries(queries)) {
    it(`find ${name} by an index, already in order`, async () => {
      await expectIndexed(query())
    })
  }
})
