import { expect } from 'chai'
import { mailUnreadChats } from '../../jobs/mail-unread-chats.js'
import { minutes, seconds, travel } from '../../server/lib/clock.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Event } from '../../server/models/event.js'
import type { WidgetSession } from '../../views/types/widget.js'
import { useChat } from '../support/chat-desk.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { askSession, connect } from '../support/visitor.js'
import { settled, takeMail } from '../support/worker.js'

const contact = { name: 'Ayşe', email: 'Ayse@Posta.example', consent: true }

/** Mails to visitors, in order; automatic answers to mail are none of them. */
function letters(): Promise<OutboxRecord[]> {
  return Outbox.find({ cause: /^chat-mail:/ })
    .sort({ _id: 1 })
    .lean<OutboxRecord[]>()
}

describe('replies that a chat visitor does not read', () => {
  useDatabase()
  const stage = useChat()
  const run = async (): Promise<void> => {
    await settled(stage().app.context)
    await mailUnreadChats(stage().app.context)
  }

  it('go out together in one mail, whose answer goes on with the chat', async () => {
    const { app, desk, arrives, begins, replies, kept } = stage()
    const mehmet = await desk.person('agent')
    kept(await mehmet.socket())
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact })
    ayse.close()
    await replies(mehmet, ticket.number, 'Çok üzgünüz.')
    await replies(mehmet, ticket.number, 'Yenisini bugün <b>gönderiyoruz</b>.')
    await run()
    expect(await letters(), 'a visitor who was here a moment ago').to.be.empty
    travel(minutes(5) + seconds(1))
    await run()
    const [letter, ...more] = await letters()
    expect(more).to.be.empty
    expect(letter!.to).to.deep.equal([{ address: 'ayse@posta.example', name: 'Ayşe' }])
    expect(letter!.text).to.include('Çok üzgünüz.').and.include('Yenisini bugün <b>gönderiyoruz</b>.').and.include(mehmet.user.name)
    expect(letter!.html).to.include('&lt;b&gt;').and.not.include('<b>gönderiyoruz')
    expect(letter!.subject).to.include(`[#${ticket.number}]`)
    expect(letter!.replyTo).to.match(new RegExp(`^destek\\+t${ticket.number}-\\w{26}@`))
    const marked = await Message.find({ ticket: ticket._id, kind: 'reply' }).lean<MessageRecord[]>()
    expect(marked.map(({ mailedAt }) => mailedAt !== undefined)).to.deep.equal([true, true])
    expect(await Event.find({ name: 'chat.mailed' }).lean()).to.have.length(1).and.nested.property('[0].data.count', 2)
    const answer = rawMail({ From: 'Ayşe <ayse@posta.example>', To: letter!.replyTo!, 'In-Reply-To': letter!.reference, Subject: letter!.subject }, 'Teşekkür ederim, bekliyorum.')
    await takeMail(answer, desk.account, app.context)
    const back = kept(await connect(app.url, ayse.session))
    const { body } = await askSession(app.url, { token: ayse.session.token })
    expect(textsOf(body)).to.deep.equal(['Güllerim solmuş geldi', 'Çok üzgünüz.', 'Yenisini bugün <b>gönderiyoruz</b>.', 'Teşekkür ederim, bekliyorum.'])
    expect(body.conversation!.publicId).to.equal(ticket.publicId)
    await replies(mehmet, ticket.number, 'Kargoya verdik')
    await back.message(({ text }) => text === 'Kargoya verdik')
  }) // prettier-ignore

  it('go out at most once in 15 minutes, however many come, and each only once', async () => {
    const { app, desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact })
    ayse.close()
    await replies(mehmet, ticket.number, 'bir')
    await settled(app.context)
    travel(minutes(6))
    await Promise.all([run(), mailUnreadChats(app.context), mailUnreadChats(app.context)])
    expect(await letters()).to.have.length(1)
    await replies(mehmet, ticket.number, 'iki')
    await run()
    travel(minutes(14))
    await run()
    expect(await letters(), 'fourteen minutes later').to.have.length(1)
    travel(minutes(1) + seconds(1))
    await run()
    const [first, second, ...more] = await letters()
    expect(more).to.be.empty
    expect(second!.text).to.include('iki').and.not.include('bir')
    expect(second!.references).to.deep.equal([first!.reference])
    travel(minutes(60))
    await run()
    expect(await letters()).to.have.length(2)
  })

  it('do not go out when they were read in time', async () => {
    const { desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact })
    await replies(mehmet, ticket.number, 'Bakıyoruz')
    const { seq } = await ayse.message(({ from }) => from === 'agent')
    await run()
    await ayse.ask('read', { seq })
    travel(minutes(30))
    await run()
    expect(await letters()).to.be.empty
  })

  it('go out though a window is open somewhere, when nobody reads in it', async () => {
    const { desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi', { contact })
    await replies(mehmet, ticket.number, 'Bakıyoruz')
    await ayse.message(({ from }) => from === 'agent')
    await run()
    travel(minutes(5) + seconds(1))
    await run()
    expect(await letters()).to.have.length(1)
    expect(await ayse.heard('mailed')).to.include({ count: 1 })
  })

  it('wait for nobody who was gone long before, and for an address where none is known', async () => {
    const { desk, arrives, begins, replies } = stage()
    const mehmet = await desk.person('agent')
    const [ayse, veli] = [await arrives(), await arrives()]
    const tickets = [await begins(ayse, 'Güllerim solmuş', { contact }), await begins(veli, 'Kargom nerede?')]
    ayse.close()
    veli.close()
    await run()
    travel(minutes(90))
    for (const { number } of tickets) await replies(mehmet, number, 'Bakıyoruz')
    await run()
    expect((await letters()).map(({ to }) => to[0]!.address)).to.deep.equal(['ayse@posta.example'])
  })
})

function textsOf({ conversation }: WidgetSession): string[] {
  return conversation!.messages.map(({ text }) => text)
}
