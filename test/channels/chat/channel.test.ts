import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import type { ChannelAccount, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { chat } from '../../../channels/chat/index.js'
import { adapterFor } from '../../../channels/index.js'
import { ChannelRejected } from '../../../server/lib/errors.js'
import { accept } from '../../../server/models/intake/index.js'
import { Message } from '../../../server/models/messages/index.js'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { useDatabase } from '../../support/database.js'
import { chatAccount, shopOrigin } from '../../support/visitor.js'
import { makeTestContext, type TestContext } from '../../support/worker.js'

const botSecret = 'bir programın gizli anahtarı'
const account: ChannelAccount = {
  id: 'a1',
  channel: 'chat',
  key: 'cicek',
  name: 'Çiçek Pazarı',
  addresses: [],
  settings: { allowedOrigins: [shopOrigin], botOn: true },
  secrets: { botSecret },
}
const visitor = 'visitor-01234567890123456789012345'

const said = {
  visitor,
  clientId: 'client-0001',
  text: 'Güllerim solmuş geldi\nNe yapabiliriz?',
  attachments: [],
  name: 'Ayşe',
  shopUser: null,
  email: null,
  phone: null,
  consent: false,
  conversation: null,
  offline: false,
  at: '2026-11-21T11:59:58.000Z',
}
const stored = (body: unknown, via?: string): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-21T12:00:00Z'),
  transport: via === undefined ? {} : { via },
})
const bySocket = (more: object): StoredRaw => stored({ ...said, ...more }, 'chat')
const bot = { visitor, clientId: 'program-0001', text: 'Kargonuz yolda görünüyor.' }

function request(body: unknown, headers: Record<string, string> = {}): RawRequest {
  return { method: 'POST', url: 'http://127.0.0.1/channels/chat/cicek', query: {}, headers, body: Buffer.from(JSON.stringify(body)) }
} // prettier-ignore
const signature = (body: unknown, secret = botSecret): Record<string, string> => ({
  'x-redress-signature': `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex')}`,
})

describe('the chat channel', () => {
  useDatabase()
  let context: TestContext
  let site: ReturnType<typeof chatAccount> | undefined
  before(() => {
    context = makeTestContext()
  })
  beforeEach(() => {
    site = undefined
  })
  after(() => context.close())

  behavesLikeAChannel(chat, {
    account,
    deliveries: {
      'a first message': bySocket({}),
      'another message of the same visitor': bySocket({ clientId: 'client-0002', text: 'Orada mısınız?' }),
      'the same client id of another visitor': bySocket({ visitor: 'visitor-99999999999999999999999999' }),
      "a message with the questions' answers": bySocket({
        clientId: 'client-0003',
        asked: { order: 'CP-1001', category: 'damaged_in_transit', remedy: 'refund', answers: [{ question: 'Sipariş numarası', answer: 'CP-1001' }] },
      }),
      "a program's message": stored(bot, 'http'),
    },
    echoes: {},
    proven: request(bot, signature(bot)),
    unproven: {
      'without a signature': request(bot),
      'signed with another secret': request(bot, signature(bot, 'başka bir gizli anahtar')),
      'whose body was changed after it was signed': request({ ...bot, text: 'Hesabınızı kapattık.' }, signature(bot)),
      'whose signature is cut short': request(bot, { 'x-redress-signature': 'sha256=00' }),
    },
    outbound: {
      reference: 'redress.1', to: [{ address: visitor }], cc: [], subject: '', text: 'Merhaba', attachments: [], references: [],
      from: { address: '' }, automatic: false,
    },
    farEnds: () => Promise.resolve({ ok: account }),
    deliver: async (raw) => {
      site ??= chatAccount(context)
      const accepted = await accept({ bytes: raw.bytes, transport: raw.transport }, await site, context.blobs)
      await receiveMessage({ inboundId: accepted.id.toHexString() }, context)
      return { messages: await Message.countDocuments() }
    },
  }) // prettier-ignore

  it('is registered', () => {
    expect(adapterFor('chat')).to.equal(chat)
  })

  it("names the visitor first and proved, what they typed unproved, what the shop signed as signed", async () => {
    const [message] = await messagesOf(chat, bySocket({
      shopUser: 'u-17',
      email: { value: 'ayse@posta.example', proof: 'none' },
      phone: { value: '+905321234567', proof: 'signed' },
    }), account) // prettier-ignore
    expect(message!.sender).to.deep.equal([
      { type: 'visitor', scope: 'cicek', value: visitor, proof: 'signed' },
      { type: 'shop_user', scope: 'cicek', value: 'u-17', proof: 'signed' },
      { type: 'email', scope: '', value: 'ayse@posta.example', proof: 'none' },
      { type: 'phone', scope: '', value: '+905321234567', proof: 'signed' },
    ])
    expect(message).to.include({ externalId: `${visitor}:client-0001`, senderName: 'Ayşe', subject: 'Güllerim solmuş geldi' })
  }) // prettier-ignore

  it('puts the answers before the conversation above the first words, for the agent to read', async () => {
    const answers = [{ question: 'Sipariş numarası', answer: 'CP-1001' }, { question: 'İsteğiniz', answer: 'Para iadesi' }]
    const [message] = await messagesOf(chat, bySocket({ asked: { order: 'CP-1001', answers } }), account)
    expect(message!.fullText).to.equal(`Sipariş numarası: CP-1001\nİsteğiniz: Para iadesi\n${said.text}`)
    expect(message!.text).to.equal(said.text)
    expect(message!.asked).to.deep.equal({ order: 'CP-1001', answers })
  }) // prettier-ignore

  it('gives a program its own voice and never lets it speak as a visitor', async () => {
    const [message] = await messagesOf(chat, stored({ ...bot, handover: true }, 'http'), account)
    expect(message).to.include({ by: 'bot', text: bot.text })
    for (const forged of [said, { ...said, email: { value: 'a@b.example', proof: 'signed' } }])
      expect(() => chat.normalise(stored(forged, 'http'), account)).to.throw(ChannelRejected)
    expect(() => chat.normalise(stored(bot, 'chat'), account)).to.throw(ChannelRejected)
  })

  it('takes nothing from programs where the widget has its bot switched off', () => {
    const off = { ...account, settings: { ...account.settings, botOn: false } }
    expect(chat.authenticate(request(bot, signature(bot)), off)).to.include({ ok: false, status: 403 })
  })

  it('says in its self-test what a widget lacks', async () => {
    const checks = (settings: object, secrets: Record<string, string>) =>
      chat.setup!.selfTest!({ ...account, settings: { ...settings }, secrets }, {} as never, new AbortController().signal)
    const lacking = await checks({ identity: 'required', botOn: true }, {})
    expect(lacking.map(({ code, ok }) => [code, ok])).to.deep.equal([['chat_origins', false], ['chat_identity', false], ['chat_bot', false]])
    const whole = await checks({ allowedOrigins: [shopOrigin], identity: 'optional', botOn: true }, { identifySecret: 'x', botSecret })
    expect(whole.every(({ ok }) => ok)).to.equal(true)
  }) // prettier-ignore
})
