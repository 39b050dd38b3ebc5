import { expect } from 'chai'
import fc from 'fast-check'
import { Types } from 'mongoose'
import { minutes, travel } from '../../../../server/lib/clock.js'
import { change } from '../../../../server/lib/mongo.js'
import { Audit } from '../../../../server/models/audits/index.js'
import {
  Customer,
  Identity,
  mergePeople,
  mergesOf,
  partPeople,
  recognise,
  type CustomerRecord,
} from '../../../../server/models/customers/index.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import type { IdentityRef } from '../../../../server/models/intake/message-shapes.js'
import { Message, type MessageRecord } from '../../../../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../../server/models/tickets/index.js'
import type { UserActor } from '../../../../server/models/actor.js'
import { accountOn, complaintBy, identity, says } from '../../../support/conversations.js'
import { emptyDatabase, useDatabase } from '../../../support/database.js'
import { colleague, failure } from '../../../support/people.js'

const signed = (ref: IdentityRef, claims: { type: 'email' | 'phone'; value: string }[] = [], name = 'Ayşe') =>
  change((tx) => recognise({ refs: [ref], claims, name, locale: 'tr' }, tx))

describe('merging customers', () => {
  useDatabase()
  let by: UserActor
  let email: ChannelAccountRecord

  beforeEach(async () => {
    by = (await colleague('agent', { name: 'Mehmet' })).actor
    email = await accountOn('email')
  })

  const merge = (from: CustomerRecord | Types.ObjectId, into: CustomerRecord | Types.ObjectId) =>
    mergePeople(
      { from: '_id' in from ? from._id : from, into: '_id' in into ? into._id : into, because: [{ code: 'person', detail: 'Mehmet' }] },
      { actor: by },
    ) // prettier-ignore

  it('gives identities, tickets, claims and a missing name to the one who stays, tells it on the tickets and in the audit', async () => {
    const mail = identity('email', 'ayse@ornek.com')
    const ticket = await complaintBy(email, mail, by)
    const from = (await Customer.findById(ticket.customer).lean<CustomerRecord>())!
    await Customer.updateOne({ _id: from._id }, { $set: { claims: [{ type: 'phone', value: '+905321112233', at: new Date() }] } })
    const into = await signed(identity('psid', '5551', '100200300', 'signed'), [], '')
    const journal = await merge(from, into)

    const after = (await Customer.findById(into._id).lean<CustomerRecord>())!
    expect(after.name).to.equal(from.name)
    expect(after.claims!.map(({ value }) => value)).to.deep.equal(['+905321112233'])
    expect((await Ticket.findById(ticket._id).lean<TicketRecord>())!.customer!.equals(into._id)).to.equal(true)
    expect(await Identity.countDocuments({ customer: into._id })).to.equal(2)
    expect((await mergesOf(into._id)).map(({ _id }) => String(_id))).to.deep.equal([String(journal._id)])
    expect(await Audit.countDocuments({ action: 'customer.merged' })).to.equal(1)
    expect((await Customer.findById(from._id).lean<CustomerRecord>())!.mergedInto!.equals(into._id)).to.equal(true)
  }) // prettier-ignore

  it('is refused for oneself, for who was merged already, for two accounts of one shop, and for nobody', async () => {
    const shop = (id: string) => signed(identity('shop_user', id, 'gonca', 'signed'))
    const [a, b, c] = [await shop('1'), await shop('2'), await signed(identity('email', 'c@ornek.com'))]
    expect((await failure(merge(a, a))).code).to.equal('merge_with_itself')
    expect((await failure(merge(a, b))).code).to.equal('different_shop_accounts')
    expect((await failure(merge(new Types.ObjectId(), a))).code).to.equal('customer_not_found')
    await merge(c, a)
    expect((await failure(merge(c, a))).code).to.equal('customer_already_merged')
    expect((await failure(merge(c, b))).code).to.equal('customer_already_merged')
    // what the third one was must not smuggle the two accounts together
    expect((await failure(merge(b, a))).code).to.equal('different_shop_accounts')
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(2)
  })

  it('allows accounts of two different shops', async () => {
    const a = await signed(identity('shop_user', '1', 'gonca', 'signed'))
    const b = await signed(identity('shop_user', '2', 'lale', 'signed'))
    await merge(a, b)
    expect(await Identity.countDocuments({ customer: b._id })).to.equal(2)
  })

  it('leaves what came after the merge with the identity it came by when it is undone', async () => {
    const [mail, psid] = [identity('email', 'ayse@ornek.com'), identity('psid', '5551', '100200300', 'signed')]
    const [hers, his] = [await complaintBy(email, mail, by), await complaintBy(await accountOn('messenger'), psid, by)]
    const [from, into] = [hers.customer!, his.customer!]
    const journal = await merge(from, into)
    travel(minutes(5))
    const kept = await says(his, email, mail, { author: { kind: 'customer', id: String(into), name: 'Ayşe' } })
    await Ticket.updateOne({ _id: his._id }, { $set: { lastActivityAt: kept.at } })
    await partPeople(journal._id, { actor: by })

    expect((await Ticket.findById(hers._id).lean<TicketRecord>())!.customer!.equals(from)).to.equal(true)
    expect((await Ticket.findById(his._id).lean<TicketRecord>())!.customer!.equals(into)).to.equal(true)
    const message = (await Message.findById(kept._id).lean<MessageRecord>())!
    expect(message.ticket.equals(his._id), 'nothing is torn out of a thread').to.equal(true)
    expect(message.author.id).to.equal(String(from))
    expect(message.stranger).to.equal(true)
  }) // prettier-ignore

  it('is undone once, and not while the person has been merged on', async () => {
    const people = await Promise.all(
      ['a', 'b', 'c'].map((name) => signed(identity('email', `${name}@ornek.com`))),
    )
    const [a, b, c] = people as [CustomerRecord, CustomerRecord, CustomerRecord]
    const [first, second] = [await merge(a, b), await merge(b, c)]
    expect((await failure(partPeople(first._id, { actor: by }))).code).to.equal('merged_again')
    await partPeople(second._id, { actor: by })
    await partPeople(first._id, { actor: by })
    expect((await failure(partPeople(first._id, { actor: by }))).code).to.equal('merge_undone_already')
    expect((await failure(partPeople(new Types.ObjectId(), { actor: by }))).code).to.equal('merge_not_found')
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(3)
  })

  it('ends well when two agents merge the same two the other way round at the same instant', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await signed(identity('email', `a${round}@ornek.com`)), await signed(identity('email', `b${round}@ornek.com`))]
      const done = await Promise.allSettled([merge(a, b), merge(b, a)])
      expect(done.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
      const alive = await Customer.find({ _id: { $in: [a._id, b._id] }, mergedInto: null }).lean<CustomerRecord[]>()
      expect(alive).to.have.length(1)
      expect(await Identity.countDocuments({ customer: alive[0]!._id })).to.equal(2)
    }
  }) // prettier-ignore

  it('restores everything when whatever merges were made are taken back, the latest first', async () => {
    const step = fc.record({ from: fc.nat(3), into: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await emptyDatabase()
        by = (await colleague('agent', { name: 'Mehmet' })).actor
        const account = await accountOn('email')
        const people: Types.ObjectId[] = []
        for (const name of ['a', 'b', 'c', 'd'])
          people.push((await complaintBy(account, identity('email', `${name}@ornek.com`), by)).customer!)
        await Customer.updateOne({ _id: people[0]! }, { $set: { name: '' } })
        await Customer.updateOne({ _id: people[1]! }, { $set: { claims: [{ type: 'phone', value: '+905321112233', at: new Date(0) }] } })
        const before = await picture()
        const merges: Types.ObjectId[] = []
        for (const { from, into } of steps) {
          const done = await merge(people[from]!, people[into]!).catch((error: unknown) => (error as { code: string }).code)
          if (typeof done !== 'string') merges.push(done._id)
          else expect(done).to.be.oneOf(['merge_with_itself', 'customer_already_merged'])
        }
        for (const id of merges.reverse()) await partPeople(id, { actor: by })
        expect(await picture()).to.deep.equal(before)
      }),
      { numRuns: 6 },
    )
  }).timeout(60_000) // prettier-ignore
})

/** Who has what. */
async function picture(): Promise<unknown> {
  const [customers, identities, tickets] = await Promise.all([
    Customer.find().sort({ _id: 1 }).lean<CustomerRecord[]>(),
    Identity.find().sort({ _id: 1 }).lean<{ value: string; customer: Types.ObjectId }[]>(),
    Ticket.find().sort({ _id: 1 }).lean<TicketRecord[]>(),
  ])
  return {
    customers: customers.map(({ _id, name, mergedInto, claims = [] }) => ({ id: String(_id), name, mergedInto, claims: claims.map(({ value }) => value) })),
    identities: identities.map(({ value, customer }) => ({ value, customer: String(customer) })),
    tickets: tickets.map(({ number, customer }) => ({ number, customer: String(customer) })),
  }
} // prettier-ignore
