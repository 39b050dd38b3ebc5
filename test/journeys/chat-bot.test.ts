import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { useChat } from '../support/chat-desk.js'
import { useDatabase } from '../support/database.js'
import { newClientId } from '../support/visitor.js'
import { settled } from '../support/worker.js'

const botSecret = 'bir programın gizli anahtarı'

describe("a program of the shop's in a chat", () => {
  useDatabase()
  const stage = useChat({ settings: { botOn: true }, secrets: { botSecret } })
  const post = (body: object, secret = botSecret): Promise<Response> => {
    const bytes = JSON.stringify({ clientId: newClientId(), ...body })
    const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`
    return fetch(`${stage().app.url}/channels/chat/cicek`, { method: 'POST', body: bytes, headers: { 'x-redress-signature': signature } })
  } // prettier-ignore

  it('answers the visitor in its own voice, in their conversation', async () => {
    const { app, arrives, begins } = stage()
    const ayse = await arrives()
    expect(ayse.session.site.bot).to.equal(true)
    const ticket = await begins(ayse, 'Kargom nerede?')
    expect((await post({ visitor: ayse.session.visitor, text: 'Kargonuz dağıtımda.' })).status).to.equal(202)
    expect((await post({ conversation: ticket.publicId, text: 'Bugün teslim edilecek.' })).status).to.equal(
      202,
    )
    await settled(app.context)
    for (const text of ['Kargonuz dağıtımda.', 'Bugün teslim edilecek.'])
      expect(await ayse.message((one) => one.text === text)).to.include({ from: 'bot', clientId: null })
    const authors = await Message.find({ ticket: ticket._id }).sort({ seq: 1 }).lean<MessageRecord[]>()
    expect(authors.map(({ author }) => author.kind)).to.deep.equal(['customer', 'bot', 'bot'])
    expect(await Ticket.countDocuments()).to.equal(1)
  })

  it('gives the conversation to people when it asks to, and only then', async () => {
    const { app, arrives, begins } = stage()
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Para iademi istiyorum')
    const tags = async () => (await Ticket.findById(ticket._id).lean<TicketRecord>())!.tags
    await post({ visitor: ayse.session.visitor, text: 'Siparişinizi buldum.' })
    await settled(app.context)
    expect(await tags()).to.deep.equal([])
    await Ticket.updateOne({ _id: ticket._id }, { $set: { status: 'pending' } })
    await post({ visitor: ayse.session.visitor, text: 'Sizi bir arkadaşıma aktarıyorum.', handover: true })
    await settled(app.context)
    expect(await tags()).to.deep.equal(['handover'])
    expect((await Ticket.findById(ticket._id).lean<TicketRecord>())!.status).to.equal('open')
  })

  it('is refused with a wrong signature, and leaves nothing', async () => {
    const { app, arrives, begins } = stage()
    const ayse = await arrives()
    await begins(ayse, 'Kargom nerede?')
    expect((await post({ visitor: ayse.session.visitor, text: 'Şifrenizi yazın' }, 'başka bir anahtar')).status).to.be.oneOf([401, 403])
    await settled(app.context)
    expect(await Message.countDocuments()).to.equal(1)
  }) // prettier-ignore
})
