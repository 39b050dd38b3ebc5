import { expect } from 'chai'
import { now } from '../../../../server/lib/clock.js'
import type { UserActor } from '../../../../server/models/actor.js'
import { ChannelAccountModel } from '../../../../server/models/channel-accounts/index.js'
import { Customer, Identity } from '../../../../server/models/customers/index.js'
import { replyRoutes } from '../../../../server/models/messages/index.js'
import { Message, type MessageRecord } from '../../../../server/models/messages/index.js'
import { Outbox, type OutboxRecord } from '../../../../server/models/outbox/index.js'
import type { TicketRecord } from '../../../../server/models/tickets/index.js'
import {
  accountOn,
  alsoKnownBy,
  answer,
  complaintBy,
  identity,
  says,
} from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'
import { expectIndexed } from '../../../support/explain.js'
import { colleague, failure } from '../../../support/people.js'

const ayse = identity('email', 'ayse@posta.example')
const phone = identity('phone', '+905321112233')

describe('the ways to a ticket’s customer', () => {
  useDatabase()
  let mehmet: UserActor
  beforeEach(async () => {
    mehmet = (await colleague('agent', { name: 'Mehmet' })).actor
  })
  const told = async (ticket: TicketRecord): Promise<string[]> =>
    (await replyRoutes(ticket)).map(({ channel, address, audience, isLast }) => `${isLast ? '*' : ''}${channel} ${audience === 'public' ? 'PUBLIC ' : ''}${address}`) // prettier-ignore
  const letter = async (): Promise<OutboxRecord> =>
    (await Outbox.findOne().sort({ createdAt: -1 }).lean<OutboxRecord>())!

  it('begin with the one by which the last message came, then every other by which an account of ours reaches them', async () => {
    const [email, sms, whatsapp] = [await accountOn('email'), await accountOn('sms'), await accountOn('whatsapp')]
    const ticket = await complaintBy(email, ayse)
    expect(await told(ticket)).to.deep.equal(['*email ayse@posta.example'])
    await alsoKnownBy(ticket, phone)
    await says(ticket, whatsapp, phone)
    expect(await told(ticket)).to.deep.equal(['*whatsapp +905321112233', 'email ayse@posta.example', 'sms +905321112233'])
    await ChannelAccountModel.updateOne({ _id: sms._id }, { $set: { enabled: false } })
    expect(await told(ticket)).to.deep.equal(['*whatsapp +905321112233', 'email ayse@posta.example'])
  }) // prettier-ignore

  it('lead to ids of a page, a bot or a site only from that page, bot or site', async () => {
    const [page] = [
      await accountOn('messenger'),
      await accountOn('messenger', { key: 'other', addresses: ['999'] }),
    ]
    const ticket = await complaintBy(page, identity('psid', 'p-1', '100200300'))
    await alsoKnownBy(ticket, identity('visitor', 'v-1', 'site'))
    const site = await accountOn('chat', { key: 'site' })
    await accountOn('chat', { key: 'other-site' })
    const routes = await replyRoutes(ticket)
    expect(routes.map(({ account }) => account._id.toHexString())).to.deep.equal([page._id.toHexString(), site._id.toHexString()]) // prettier-ignore
  })

  it('take in what was only typed, and say that nothing has proved it', async () => {
    const ticket = await complaintBy(await accountOn('email'), ayse)
    await accountOn('sms')
    const claim = { type: 'phone', value: phone.value, at: now() }
    await Customer.updateOne({ _id: ticket.customer }, { $set: { claims: [claim] } })
    const [, sms] = await replyRoutes(ticket)
    expect(sms).to.include({ channel: 'sms', address: phone.value, proven: false, isLast: false })
  })

  it('are none where nothing reaches the customer, and the answer is refused', async () => {
    const ticket = await complaintBy(await accountOn('phone', { addresses: [] }), phone)
    expect(await replyRoutes(ticket)).to.deep.equal([])
    expect(await failure(answer(ticket, mehmet))).to.include({ code: 'no_recipient_address' })
    expect(await Message.countDocuments({ kind: 'reply' })).to.equal(0)
  })

  it('do not follow the words of a stranger', async () => {
    const [email, whatsapp] = [await accountOn('email'), await accountOn('whatsapp')]
    const ticket = await complaintBy(email, ayse)
    await says(ticket, whatsapp, identity('phone', '+905329999999'), { stranger: true })
    expect(await told(ticket)).to.deep.equal(['*email ayse@posta.example'])
  })

  it('of a public comment are its place in public, and a private word about it', async () => {
    const page = await accountOn('messenger')
    const psid = identity('psid', 'p-1', '100200300')
    const ticket = await complaintBy(page, psid)
    await Message.deleteMany({ ticket: ticket._id })
    await says(ticket, page, psid, { audience: 'public', externalId: 'c-77', externalThread: 'post-1' })
    const [pub, priv, ...more] = await replyRoutes(ticket)
    expect(more).to.deep.equal([])
    expect(pub).to.include({ audience: 'public', target: 'c-77', thread: 'post-1', isLast: true })
    expect(priv).to.include({ audience: 'private', target: 'c-77', isLast: false })
    const message = await answer(ticket, mehmet)
    expect(message).to.include({ audience: 'public', target: 'c-77' })
    expect(await letter()).to.include({ audience: 'public', target: 'c-77', thread: 'post-1' })
    const quiet = await answer(ticket, mehmet, { route: { audience: 'private' } })
    expect(quiet).not.to.have.property('audience')
    // Who has written in private before needs no comment to be named.
    await says(ticket, page, psid, { externalThread: 'dm-1' })
    const dm = (await replyRoutes(ticket)).find(({ audience }) => audience === 'private')
    expect(dm).to.include({ isLast: true, thread: 'dm-1' }).and.not.have.property('target')
  })

  it('end where somebody has asked for silence, until they write again themselves', async () => {
    const sms = await accountOn('sms')
    const ticket = await complaintBy(sms, phone)
    await Identity.updateOne({ value: phone.value }, { $set: { optedOut: now() } })
    expect((await replyRoutes(ticket))[0]).to.include({ blocked: 'opted_out' })
    expect(await failure(answer(ticket, mehmet))).to.include({ code: 'recipient_opted_out' })
    await says(ticket, sms, phone)
    expect((await replyRoutes(ticket))[0]).not.to.have.property('blocked')
    await answer(ticket, mehmet)
    expect(await Outbox.countDocuments()).to.equal(1)
  })

  it('carry the answer by the one that was chosen, with what its channel needs and nothing of mail', async () => {
    const [email, whatsapp] = [await accountOn('email'), await accountOn('whatsapp')]
    const ticket = await complaintBy(email, ayse)
    await alsoKnownBy(ticket, phone)
    const heard = await says(ticket, whatsapp, phone)
    const message = await answer(ticket, mehmet, { text: 'Şimdi yola çıktı' })
    expect(message.channel).to.equal('whatsapp')
    expect(message.account!.equals(whatsapp._id)).to.equal(true)
    expect(message).not.to.have.property('email')
    const row = await letter()
    expect(row).to.include({ channel: 'whatsapp', text: 'Şimdi yola çıktı', subject: '', state: 'queued' })
    expect(row.reference).to.match(/^redress\.[0-9a-z]{26}$/)
    expect(row.to[0]).to.include({ address: phone.value })
    expect(row.lastInboundAt).to.deep.equal(heard.at)
    expect(row.replyTo).to.equal(undefined)

    const mail = await answer(ticket, mehmet, { route: { channel: 'email' } })
    expect(mail.email!.to).to.deep.equal([ayse.value])
    expect((await letter()).reference).to.match(/^<redress\..+@cicekpazari\.example>$/)
  })

  it('refuse an answer by one that is not there', async () => {
    const ticket = await complaintBy(await accountOn('email'), ayse)
    for (const route of [{ channel: 'sms' as const }, { key: 'email-0000' }, { address: 'baska@posta.example' }])
      expect(await failure(answer(ticket, mehmet, { route }))).to.include({ code: 'reply_route_unknown', status: 422 }) // prettier-ignore
    expect(await Outbox.countDocuments()).to.equal(0)
  })

  it('put an answer by chat before the visitor without any letter', async () => {
    const site = await accountOn('chat', { key: 'site' })
    const ticket = await complaintBy(site, identity('visitor', 'v-1', 'site'))
    const message = await answer(ticket, mehmet)
    expect(message.delivery).to.include({ state: 'sent' })
    expect(await Outbox.countDocuments()).to.equal(0)
  })

  it('are asked of the database by indexes', async () => {
    const ticket = await complaintBy(await accountOn('email'), ayse)
    await expectIndexed(Message.find({ ticket: ticket._id, kind: 'in' }).sort({ seq: -1 }).limit(100))
    await expectIndexed(ChannelAccountModel.find({ channel: { $in: ['email', 'sms'] } }).sort({ channel: 1, key: 1 })) // prettier-ignore
  })

  it('keep their keys while nothing about them changes', async () => {
    const email = await accountOn('email')
    const ticket = await complaintBy(email, ayse)
    const [before] = await replyRoutes(ticket)
    await says(ticket, email, ayse)
    const [after] = await replyRoutes(ticket)
    expect(after!.key).to.equal(before!.key)
    const message: MessageRecord = await answer(ticket, mehmet, { route: { key: before!.key } })
    expect(message.channel).to.equal('email')
  })
})
