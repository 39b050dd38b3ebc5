import { expect } from 'chai'
import { mailUnreadChats } from '../../jobs/mail-unread-chats.js'
import { minutes, travel } from '../../server/lib/clock.js'
import { Customer, Identity, type IdentityRecord } from '../../server/models/customers/index.js'
import { Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import { useChat } from '../support/chat-desk.js'
import { useDatabase } from '../support/database.js'
import { accountOn, bodies, takeRaw } from '../support/deliveries.js'
import { rawMail } from '../support/mail.js'
import { allMessages, allTickets, settled, takeMail } from '../support/worker.js'

const phone = '+905321112233'
const contact = { name: 'Ayşe', email: 'ayse@posta.example', phone: '0532 111 22 33', consent: true }

describe('one person on three channels', () => {
  useDatabase()
  const stage = useChat()

  const letterOf = async (cause: RegExp): Promise<OutboxRecord> =>
    (await Outbox.findOne({ cause }).sort({ _id: -1 }).lean<OutboxRecord>())!

  it('begins in the chat, answers by mail and goes on by WhatsApp in one conversation, each step by a proof (R-63)', async () => {
    const { app, desk, arrives, begins, replies } = stage()
    const { context } = app
    const whatsapp = await accountOn('whatsapp', context, { team: desk.ours._id })
    await accountOn('sms', context, { team: desk.ours._id })
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi, iade istiyorum', { contact })
    ayse.close()

    // What was typed in the chat joins nobody: a message from that number now is somebody of their own.
    await replies(mehmet, ticket.number, 'Çok üzgünüz, yenisini gönderelim mi?')
    travel(minutes(6))
    await settled(context)
    await mailUnreadChats(context)
    const letter = await letterOf(/^chat-mail:/)
    await takeMail(rawMail({ From: contact.email, To: letter.replyTo ?? '', 'In-Reply-To': letter.reference, Subject: letter.subject }, 'Evet, lütfen.'), desk.account, context)
    const address = await Identity.findOne({ type: 'email', value: contact.email }).lean<IdentityRecord>()
    expect(address, 'the answer proves the address').to.include({ proof: 'roundtrip' })
    expect(address!.customer.equals(ticket.customer ?? '')).to.equal(true)

    // Then the number, by a code that she reads out.
    const path = `/api/v1/customers/${address!.customer.toHexString()}/codes`
    const colleague = await desk.person('agent')
    expect((await colleague.post(path, { type: 'phone', value: contact.phone, ticket: ticket.number })).status).to.equal(201)
    const code = /\b\d{6}\b/.exec((await letterOf(/^code:/)).text)![0]
    expect((await colleague.post(`${path}/confirm`, { code })).status).to.equal(200)

    await takeRaw(bodies.whatsapp('Yeni güller ne zaman gelir?', phone), whatsapp, context)
    expect(await allTickets()).to.have.length(1)
    const thread = await allMessages()
    expect(thread.filter(({ kind }) => kind === 'in').map(({ channel }) => channel)).to.deep.equal(['chat', 'email', 'whatsapp'])
    expect(thread.at(-1)!.joined, 'the reason stands at the message').to.have.length(1)
    expect(await Customer.countDocuments({ mergedInto: null })).to.equal(1)

    // Answers leave by the channel last used; the others stay at hand.
    const { body } = await colleague.get<{ items: { channel: string; chosen: boolean }[] }>(`/api/v1/tickets/${ticket.number}/routes`)
    expect(body.items[0]).to.include({ channel: 'whatsapp', chosen: true })
    expect(body.items.map(({ channel }) => channel)).to.include.members(['email', 'chat', 'whatsapp'])
  }) // prettier-ignore

  it('stays apart while nothing proves that the number typed in the chat is theirs, and the agent is told who it may be', async () => {
    const { app, desk, arrives, begins } = stage()
    const whatsapp = await accountOn('whatsapp', app.context, { team: desk.ours._id })
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact })
    await takeRaw(bodies.whatsapp('Güllerim solmuş geldi', phone), whatsapp, app.context)
    expect(await allTickets()).to.have.length(2)
    const { body } = await mehmet.get<{ items: { because: { code: string }[] }[] }>(
      `/api/v1/customers/${String(ticket.customer)}/suggestions`,
    )
    expect(body.items).to.have.length(1)
    expect(body.items[0]!.because.map((one) => one.code)).to.include('same_phone')
  })
})
