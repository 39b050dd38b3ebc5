import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { Identity } from '../../../server/models/customers/index.js'
import type { ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { Attachment } from '../../../server/models/attachments/attachment.js'
import { Message } from '../../../server/models/messages/index.js'
import type { UserActor } from '../../../server/models/actor.js'
import type { TicketRecord } from '../../../server/models/tickets/index.js'
import { answer } from '../../support/conversations.js'
import { useDatabase } from '../../support/database.js'
import { accountOn, takeRaw } from '../../support/deliveries.js'
import { colleague } from '../../support/people.js'
import { telegramPeer, type TelegramPeer } from '../../support/telegram-peer.js'
import { allMessages, allTickets, makeTestContext, settled, type TestContext } from '../../support/worker.js'
import { xKeys, xPeer, type XPeer } from '../../support/x-peer.js'

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/social/${name}.json`, import.meta.url))

describe('conversations on Telegram and X', () => {
  useDatabase()
  let context: TestContext
  let agent: UserActor
  beforeEach(async () => {
    context = makeTestContext({ OUTBOUND_ALLOW_PRIVATE: '127.0.0.1:*' })
    context.queue.work(context)
    agent = (await colleague('agent', { name: 'Mehmet' })).actor
  })
  afterEach(() => context.close())

  const onlyTicket = async (): Promise<TicketRecord> => {
    const tickets = await allTickets()
    expect(tickets).to.have.length(1)
    return tickets[0]!
  }

  describe('Telegram', () => {
    let peer: TelegramPeer
    let account: ChannelAccountRecord
    beforeEach(async () => {
      peer = await telegramPeer()
      account = await accountOn('telegram', context, {
        addresses: ['123456789'],
        settings: { apiUrl: peer.url },
        secrets: { botToken: '123456789:AAHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhH' },
      })
    })
    afterEach(() => peer.close())

    it('takes a photo in, answers the person by the bot, and keeps what was edited later', async () => {
      peer.files.set('photos/AgACAgQAAxkBAAlarge.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1])) // prettier-ignore
      await takeRaw(fixture('telegram/photo_caption'), account, context)
      await settled(context)
      const ticket = await onlyTicket()
      const [photo] = await Attachment.find().lean()
      expect(photo).to.include({ name: 'photo.jpg', size: 12 })
      expect(photo).not.to.have.property('state', 'pending')

      const written = await answer(ticket, agent, { text: 'Yenisini gönderiyoruz' })
      await settled(context)
      const sent = peer.calls.filter(({ method }) => method === 'sendMessage')
      expect(sent.map(({ body }) => [body['chat_id'], body['text']])).to.deep.equal([['7700112233', 'Yenisini gönderiyoruz']]) // prettier-ignore
      expect((await Message.findById(written._id).lean())!.delivery).to.include({ state: 'sent' })

      await takeRaw(fixture('telegram/edited'), account, context)
      await onlyTicket()
      const [first] = await allMessages(ticket._id)
      expect(first!.text).to.equal('Güller ve laleler solmuş geldi')
      expect(first!.revisions!.map(({ text }) => text)).to.deep.equal([
        'Güller solmuş <b>geldi</b> &amp; vazo kırık',
        'Güller ve laleler solmuş geldi',
      ])
    })

    it('notes who blocks the bot, makes no ticket of it, and knows them again by their own number', async () => {
      await takeRaw(fixture('telegram/contact_own'), account, context)
      await takeRaw(fixture('telegram/blocked'), account, context)
      await onlyTicket()
      const identities = await Identity.find().sort({ type: 1 }).lean()
      expect(identities.map(({ type, value }) => [type, value])).to.deep.equal([['phone', '+905321234567'], ['telegram', '7700112233']]) // prettier-ignore
      expect(identities[0]!.customer.equals(identities[1]!.customer)).to.equal(true)
      expect(identities[1]!.optedOut).to.be.instanceOf(Date)
      expect(identities[0]!.optedOut).to.equal(undefined)
    })
  })

  describe('X', () => {
    let peer: XPeer
    let account: ChannelAccountRecord
    beforeEach(async () => {
      peer = await xPeer()
      account = await accountOn('x', context, {
        addresses: ['1700000000000000001'],
        settings: { apiUrl: peer.url },
        secrets: { ...xKeys },
      })
    })
    afterEach(() => peer.close())

    it('answers a mention under it in public, and hides its words when the writer takes it back', async () => {
      await takeRaw(fixture('x/mention'), account, context)
      const ticket = await onlyTicket()
      const [mention] = await allMessages(ticket._id)
      expect(mention).to.include({ audience: 'public', permalink: 'https://x.com/ayse_y/status/1063212927510081536' }) // prettier-ignore
      await answer(ticket, agent, { text: 'Hemen bakıyoruz' })
      await settled(context)
      expect(peer.calls).to.deep.equal([
        { method: 'POST', path: '/2/tweets', body: { text: 'Hemen bakıyoruz', reply: { in_reply_to_tweet_id: '1063212927510081536' } }, signed: true },
      ]) // prettier-ignore
      await takeRaw(fixture('x/deletion'), account, context)
      expect((await allMessages(ticket._id))[0]!.deletion).to.be.an('object')
    })

    it('answers a direct message privately', async () => {
      await takeRaw(fixture('x/dm'), account, context)
      await answer(await onlyTicket(), agent, { text: 'Hemen bakıyoruz' })
      await settled(context)
      expect(peer.calls.filter(({ method }) => method === 'POST')).to.deep.equal([
        { method: 'POST', path: '/2/dm_conversations/with/930524282358325248/messages', body: { text: 'Hemen bakıyoruz' }, signed: true },
      ]) // prettier-ignore
    })
  })
})
