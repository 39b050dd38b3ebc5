import { expect } from 'chai'
import type { UserActor } from '../../../../server/models/actor.js'
import { seedCategories } from '../../../../server/models/categories/index.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import { eventsAfter } from '../../../../server/models/events.js'
import { Message, threadOf, type MessageRecord } from '../../../../server/models/messages/index.js'
import { loadKnowledge, seedRules } from '../../../../server/models/rules/index.js'
import {
  link,
  linkedTo,
  split,
  Ticket,
  unlink,
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

describe('splitting a ticket', () => {
  useDatabase()
  let by: UserActor
  let email: ChannelAccountRecord
  let sms: ChannelAccountRecord
  let ticket: TicketRecord
  let joined: MessageRecord

  beforeEach(async () => {
    await seedCategories()
    await seedRules()
    by = (await colleague('agent', { name: 'Mehmet' })).actor
    ;[email, sms] = [await accountOn('email'), await accountOn('sms')]
    ticket = await complaintBy(email, mail, by)
    await alsoKnownBy(ticket, phone)
    const because = [{ code: 'only_open_matter' as const, detail: '' }]
    joined = await says(ticket, sms, phone, { text: 'Faturam yanlış kesilmiş', joined: because })
    await Ticket.updateOne({ _id: ticket._id }, { $set: { via: [`email:${String(email._id)}`, `sms:${String(sms._id)}`] } })
  }) // prettier-ignore

  const now = async (): Promise<TicketRecord> => (await Ticket.findById(ticket._id).lean<TicketRecord>())!
  const take = async (message = joined._id, following = true, seen?: number): Promise<TicketRecord> =>
    split(ticket, { message, following }, by, await loadKnowledge(), seen)

  it('undoes “joined from another channel”: a ticket of its own, judged by its own words, linked, and found again from there', async () => {
    const opened = await take()
    const [message] = await threadOf(opened._id)
    expect(message!._id.equals(joined._id)).to.equal(true)
    expect(message!.joined).to.equal(undefined)
    expect(message!.moved!.from).to.equal(ticket.number)
    expect(opened).to.include({
      status: 'open',
      channel: 'sms',
      messageCount: 1,
      subject: 'Faturam yanlış kesilmiş',
    })
    expect(opened.customer!.equals(ticket.customer)).to.equal(true)
    expect(opened.via).to.deep.equal([`sms:${String(sms._id)}`])
    expect((await now()).via).to.deep.equal([`email:${String(email._id)}`])
    expect((await linkedTo(await now())).map(({ number }) => number)).to.deep.equal([opened.number])
    expect((await linkedTo(opened)).map(({ number }) => number)).to.deep.equal([ticket.number])
  })

  it('takes what came and went by the same account after it along, when asked to, and nothing else', async () => {
    // the customer wrote by SMS last, so that is how they are answered
    await answer(ticket, by, { text: 'SMS ile yanıt' })
    await says(ticket, email, mail, { text: 'Postadan' })
    const later = await says(ticket, sms, phone, { text: 'Bir de şu var' })
    const opened = await take()
    const texts = (await threadOf(opened._id)).map(({ text }) => text)
    expect(texts[0]).to.equal('Faturam yanlış kesilmiş')
    expect(texts).to.include('SMS ile yanıt').and.to.include('Bir de şu var').and.not.to.include('Postadan')
    expect((await Message.findById(later._id).lean<MessageRecord>())!.ticket.equals(opened._id)).to.equal(
      true,
    )
    const seqs = (await threadOf(opened._id)).map(({ seq }) => seq)
    expect(seqs).to.deep.equal(seqs.map((_, index) => 2 + index))
  })

  it('leaves the rest as it was before: who waits, what was last said, how much there is', async () => {
    await take()
    const left = await now()
    expect(left.messageCount).to.equal(1)
    expect(left.lastMessage.preview).to.equal('Güllerim solmuş geldi')
    const events = await eventsAfter(ticket._id, joined.seq)
    expect(events.map(({ name }) => name)).to.deep.equal(['message.moved', 'ticket.linked'])
    expect(events[0]!.data).to.include({ arrived: false })
  })

  it('is refused for what is ours, for the only message, for one of another ticket, and when somebody was faster', async () => {
    const ours = await answer(ticket, by)
    expect((await failure(take(ours._id))).code).to.equal('message_not_inbound')
    const other = await complaintBy(email, identity('email', 'can@ornek.com'), by)
    const [foreign] = await threadOf(other._id)
    expect((await failure(take(foreign!._id))).code).to.equal('message_not_found')
    expect((await failure(take(joined._id, true, 99))).code).to.equal('version_conflict')
    expect((await failure(split(other, { message: foreign!._id, following: false }, by, await loadKnowledge()))).code).to.equal('only_message')
    expect((await threadOf(ticket._id)).length, 'nothing was lost by refusals').to.equal(3)
  }) // prettier-ignore

  it('links tickets both ways, once, and takes the link off both', async () => {
    const other = await complaintBy(email, identity('email', 'can@ornek.com'), by)
    expect((await failure(link(ticket, ticket, by))).code).to.equal('link_with_itself')
    await link(ticket, other, by)
    await link(other, ticket, by)
    const linked = (await Ticket.findById(other._id).lean<TicketRecord>())!
    expect(linked.links!.map(String)).to.deep.equal([String(ticket._id)])
    await unlink(other, ticket, by)
    expect((await now()).links).to.deep.equal([])
  })
})
