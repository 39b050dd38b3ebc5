import { expect } from 'chai'
import type { Types } from 'mongoose'
import type { UserActor } from '../../../../server/models/actor.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import { eventsAfter } from '../../../../server/models/events.js'
import {
  Message,
  messagesAfter,
  threadOf,
  type MessageRecord,
} from '../../../../server/models/messages/index.js'
import { Outbox } from '../../../../server/models/outbox/index.js'
import {
  mergesInto,
  mergeTickets,
  reopen,
  Ticket,
  unmergeTickets,
  type TicketRecord,
} from '../../../../server/models/tickets/index.js'
import {
  accountOn,
  alsoKnownBy,
  answer,
  complaintBy,
  identity,
  says,
} from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure } from '../../../support/people.js'

const [mail, phone] = [identity('email', 'ayse@ornek.com'), identity('phone', '+905321112233')]

describe('merging tickets', () => {
  useDatabase()
  let by: UserActor
  let email: ChannelAccountRecord
  let sms: ChannelAccountRecord
  let first: TicketRecord
  let second: TicketRecord

  beforeEach(async () => {
    by = (await colleague('agent', { name: 'Mehmet' })).actor
    ;[email, sms] = [await accountOn('email'), await accountOn('sms')]
    first = await complaintBy(email, mail, by)
    await alsoKnownBy(first, phone)
    second = await complaintBy(sms, phone, by)
  })

  const now = async ({ _id }: { _id: Types.ObjectId }): Promise<TicketRecord> =>
    (await Ticket.findById(_id).lean<TicketRecord>())!

  it('puts the messages of one into the other, closes it as a duplicate, and takes files and letters along', async () => {
    await answer(second, by, { text: 'Hemen bakıyoruz' })
    await mergeTickets(await now(second), await now(first), by)
    const thread = await threadOf(first._id)
    expect(thread.map(({ channel, kind }) => `${channel}:${kind}`)).to.deep.equal(['email:in', 'sms:in', 'sms:reply'])
    expect(await Message.countDocuments({ ticket: second._id })).to.equal(0)
    expect(await Outbox.countDocuments({ ticket: first._id })).to.equal(1)
    const [left, stays] = [await now(second), await now(first)]
    expect(left).to.include({ status: 'closed', waitingSince: null })
    expect(left.closure!.reason).to.equal('duplicate')
    expect(left.mergedInto!.equals(first._id)).to.equal(true)
    expect(stays.messageCount).to.equal(3)
    expect(stays.lastMessage.preview).to.equal('Hemen bakıyoruz')
    expect((await mergesInto(first._id)).map(({ ticket }) => ticket.number)).to.deep.equal([second.number])
  }) // prettier-ignore

  it('gives every message that comes a number and an event of its own, so that who asks for what came since sees it', async () => {
    const before = (await now(first)).seq
    await says(second, sms, phone)
    await mergeTickets(await now(second), await now(first), by)
    const arrived = await messagesAfter(first._id, before)
    expect(arrived).to.have.length(2)
    const events = await eventsAfter(first._id, before)
    expect(events.map(({ name }) => name)).to.deep.equal(['ticket.took_in', 'message.moved', 'message.moved'])
    for (const message of arrived) {
      const event = events.find(({ seq }) => seq === message.seq)!
      expect(event.data).to.include({ messageId: String(message._id), arrived: true })
    }
    const seqs = (await threadOf(first._id)).map(({ seq }) => seq)
    expect(new Set(seqs).size).to.equal(seqs.length)
  })

  it('stops a reply that was written without having seen what came', async () => {
    const { seq } = await now(first)
    await mergeTickets(second, first, by)
    expect((await failure(answer(first, by, { baseSeq: seq }))).code).to.equal('newer_messages')
  })

  it('does not fall over two replies that were given the same client id', async () => {
    await answer(first, by, { clientId: 'same' })
    await answer(second, by, { clientId: 'same', text: 'Diğeri' })
    const journal = await mergeTickets(await now(second), await now(first), by)
    expect(await threadOf(first._id)).to.have.length(4)
    await unmergeTickets(journal._id, by)
    const back = (await threadOf(second._id)).find(({ text }) => text === 'Diğeri')!
    expect(back.clientId).to.equal('same')
  })

  it('restores both when it is undone, and leaves what came after it where it came to', async () => {
    await answer(second, by)
    const picture = async () => ({
      tickets: (await Promise.all([first, second].map(now))).map(({ status, waitingSince: waits, messageCount, lastMessage, mergedInto, closure }) => ({ status, waits: waits !== null, messageCount, preview: lastMessage.preview, mergedInto, closure })),
      second: (await threadOf(second._id)).map(({ _id, seq, moved }) => ({ id: String(_id), seq, moved })),
    }) // prettier-ignore
    const before = await picture()
    const journal = await mergeTickets(await now(second), await now(first), by)
    await unmergeTickets(journal._id, by)
    expect(await picture()).to.deep.equal(before)

    const again = await mergeTickets(await now(second), await now(first), by)
    const later = await says(first, sms, phone)
    await unmergeTickets(again._id, by)
    expect((await Message.findById(later._id).lean<MessageRecord>())!.ticket.equals(first._id)).to.equal(true)
    expect((await failure(unmergeTickets(again._id, by))).code).to.equal('merge_undone_already')
  })

  it('tells who looks at the ticket that is whole again that its messages are back', async () => {
    const journal = await mergeTickets(second, first, by)
    const { seq } = await now(second)
    await unmergeTickets(journal._id, by)
    const events = await eventsAfter(second._id, seq)
    expect(events.map(({ name }) => name)).to.deep.equal(['ticket.unmerged', 'message.moved'])
  })

  it('is refused with itself, twice, into an ended one, for two people, and when somebody was faster', async () => {
    const stranger = await complaintBy(email, identity('email', 'can@ornek.com'), by)
    expect((await failure(mergeTickets(first, first, by))).code).to.equal('merge_with_itself_ticket')
    expect((await failure(mergeTickets(stranger, first, by))).code).to.equal('tickets_of_two_people')
    expect((await failure(mergeTickets(second, first, by, 99))).code).to.equal('version_conflict')
    await Ticket.updateOne({ _id: second._id }, { $set: { 'requester.type': 'recipient' } })
    expect((await failure(mergeTickets(second, first, by))).code, 'a recipient’s talk is their own').to.equal('tickets_of_two_people')
    await Ticket.updateOne({ _id: second._id }, { $set: { 'requester.type': 'customer' } })
    await mergeTickets(second, first, by)
    expect((await failure(mergeTickets(second, first, by))).code).to.equal('ticket_already_merged')
    const third = await complaintBy(email, mail, by)
    expect((await failure(mergeTickets(third, second, by))).code).to.equal('ticket_already_merged')
    await Ticket.updateOne({ _id: first._id }, { $set: { status: 'resolved' } })
    expect((await failure(mergeTickets(third, first, by))).code).to.equal('ticket_already_closed')
  }) // prettier-ignore

  it('lets nobody write in or reopen a ticket that goes on in another', async () => {
    await mergeTickets(second, first, by)
    const merged = await now(second)
    const told = await failure(answer(merged, by))
    expect([told.code, (told.details as { into: number }).into]).to.deep.equal([
      'ticket_merged',
      first.number,
    ])
    expect((await failure(reopen(merged, by))).code).to.equal('ticket_merged')
  })

  it('ends well when two agents merge the two the other way round at the same instant', async () => {
    const done = await Promise.allSettled([mergeTickets(first, second, by), mergeTickets(second, first, by)])
    expect(done.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    const open = await Ticket.find({ mergedInto: null }).lean<TicketRecord[]>()
    expect(open).to.have.length(1)
    expect(await threadOf(open[0]!._id)).to.have.length(2)
  })
})
