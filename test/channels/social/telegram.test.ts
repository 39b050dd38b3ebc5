import { expect } from 'chai'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import type {
  ChannelAccount,
  NormalisedEvent,
  OutboundMessage,
  RawRequest,
  StoredRaw,
} from '../../../channels/channel.js'
import { telegram } from '../../../channels/social/telegram/index.js'
import { ChannelRejected } from '../../../server/lib/errors.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { distorted } from '../../support/distort.js'
import type { Peer } from '../../support/peers.js'
import { telegramPeer } from '../../support/telegram-peer.js'

const account: ChannelAccount = {
  id: 't1',
  channel: 'telegram',
  key: 'bot',
  name: 'Çiçek Pazarı',
  addresses: ['123456789'],
  settings: {},
  secrets: { botToken: '123456789:AAHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhH', webhookSecret: 'gizli-anahtar-123' },
}

const stored = (body: unknown): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-21T15:00:00Z'),
  transport: { via: 'http' },
})
const fixture = (name: string): StoredRaw =>
  stored(readFileSync(new URL(`../../fixtures/social/telegram/${name}.json`, import.meta.url)))
const request = (headers: Record<string, string>): RawRequest => ({
  method: 'POST',
  url: 'https://desk.example/channels/telegram/bot',
  query: {},
  headers,
  body: Buffer.from('{}'),
})

const ayse = { id: 7_700_112_233, is_bot: false, first_name: 'Ayşe' }
const chat = { id: 7_700_112_233, type: 'private' }
const update = (message: object): StoredRaw =>
  stored({ update_id: 1, message: { message_id: 50, from: ayse, chat, date: 1_795_267_500, ...message } })
const read = async (raw: StoredRaw): Promise<NormalisedEvent> => {
  const events = await telegram.normalise(raw, account)
  expect(events).to.have.length(1)
  return events[0]!
}
const person = { type: 'telegram', scope: '123456789', value: '7700112233', proof: 'transport' }
const outbound: OutboundMessage = {
  reference: 'redress.1',
  from: { address: '123456789' },
  to: [{ address: '7700112233' }],
  cc: [],
  subject: '',
  text: 'Merhaba',
  attachments: [],
  references: [],
  automatic: false,
}

describe('the Telegram channel', () => {
  const peers: Peer[] = []
  const at = async (script: Parameters<typeof telegramPeer>[0]): Promise<ChannelAccount> => {
    const peer = await telegramPeer(script)
    peers.push(peer)
    return { ...account, settings: { apiUrl: peer.url } }
  }
  const refusing = (error: number, description: string) => at(() => ({ error, description }))
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(telegram, {
    account,
    deliveries: {
      'a text': fixture('text'),
      'a photo with a caption': fixture('photo_caption'),
      'a shared contact': fixture('contact_own'),
      'a place': fixture('venue'),
      'a pressed button': fixture('callback'),
    },
    echoes: {},
    proven: request({ 'x-telegram-bot-api-secret-token': 'gizli-anahtar-123' }),
    unproven: {
      'without the secret': request({}),
      'with another secret': request({ 'x-telegram-bot-api-secret-token': 'baska' }),
      'with an empty secret': request({ 'x-telegram-bot-api-secret-token': '' }),
    },
    outbound,
    externalIds: /^7700112233:\d+$/,
    farEnds: async () => ({
      ok: await at(() => null),
      retry: await at(() => ({
        error: 429,
        description: 'Too Many Requests: retry after 30',
        retryAfter: 30,
      })),
      permanent: await refusing(400, 'Bad Request: chat not found'),
      optout: await refusing(403, 'Forbidden: bot was blocked by the user'),
      config: await refusing(401, 'Unauthorized'),
      unknown: await at(() => 'cut'),
    }),
  })

  it('reads the recorded updates as what they are', async () => {
    expect(await read(fixture('text'))).to.deep.include({ externalId: '23:1', externalThreadId: '23', senderName: 'Sojan Jose', text: 'test', sentAt: new Date(1_631_132_077_000) }) // prettier-ignore
    const [voice, document, sticker] = await Promise.all(
      ['voice', 'document', 'animated_sticker'].map(async (name) => (await messagesOf(telegram, fixture(name), account))[0]!.attachments[0]!),
    ) // prettier-ignore
    expect(voice).to.include({ type: 'audio/ogg', size: 11_833, ref: 'file:AwACAgUAAxkBAANjYVwnWF_w8LYTchqVdK9dY7mbwYEAAskDAALCoeBWFvS2u4zS6HAhBA' }) // prettier-ignore
    expect(document).to.include({ name: 'Screenshot 2021-09-27 at 2.01.14 PM.png', type: 'application/png' })
    expect(sticker).to.include({ name: 'sticker 👍.webp', type: 'image/webp' })
    expect(await read(fixture('group_message'))).to.deep.equal({ kind: 'ignored', reason: 'group_message' })
  })

  it('takes the largest photo, and a caption as plain words', async () => {
    const [message] = await messagesOf(telegram, fixture('photo_caption'), account)
    expect(message).to.deep.include({
      text: 'Güller solmuş <b>geldi</b> &amp; vazo kırık',
      inReplyTo: '7700112233:40',
      sender: [person],
    })
    expect(message).not.to.have.property('html')
    expect(message!.attachments.map(({ ref }) => ref)).to.deep.equal(['file:AgACAgQAAxkBAAlarge'])
  })

  it('never puts the token or an address with it where it would be stored', async () => {
    for (const name of ['photo_caption', 'document', 'voice', 'animated_sticker']) {
      const events = JSON.stringify(await telegram.normalise(fixture(name), account))
      expect(events).not.to.contain(account.secrets['botToken'])
      expect(events).not.to.contain('api.telegram.org')
    }
  })

  it('believes a number only on the writer’s own shared contact', async () => {
    const phone = { type: 'phone', scope: '', value: '+905321234567', proof: 'transport' }
    const sender = async (contact: object) =>
      (await messagesOf(telegram, update({ contact }), account))[0]!.sender
    const own = { phone_number: '905321234567', first_name: 'Ayşe', user_id: ayse.id }
    expect(await sender(own)).to.deep.equal([person, phone])
    expect(await sender({ ...own, user_id: 999 })).to.deep.equal([person])
    expect(await sender({ phone_number: '905321234567', first_name: 'Ayşe' })).to.deep.equal([person])
    expect(await sender({ ...own, phone_number: '12' })).to.deep.equal([person])
    expect((await messagesOf(telegram, fixture('contact_own'), account))[0]!.text).to.equal('Ayşe Yılmaz 905321234567') // prettier-ignore
  })

  it('reads places, polls and dice, so that nothing a customer says is lost', async () => {
    expect(await read(fixture('venue'))).to.deep.include({
      text: 'Çiçek Pasajı\nBeyoğlu, İstanbul',
      location: { lat: 41.0082, lon: 28.9784, label: 'Çiçek Pasajı, Beyoğlu, İstanbul' },
    })
    expect(await read(update({ location: { latitude: 41, longitude: 29 } }))).to.deep.include({ text: '', location: { lat: 41, lon: 29 } }) // prettier-ignore
    expect(await read(update({ poll: { question: 'Hangisi?', options: [{ text: 'İade' }, { text: 'Yenisi' }] } }))).to.include({ text: 'Hangisi?\n- İade\n- Yenisi' }) // prettier-ignore
    expect(await read(update({ dice: { emoji: '🎲', value: 4 } }))).to.include({ text: '🎲 4' })
    expect(await read(update({ location: { latitude: 412, longitude: 29 } }))).to.include({ reason: 'nothing_said' }) // prettier-ignore
  })

  it('tells an edit, a reaction and a pressed button from new words', async () => {
    expect(await read(fixture('edited'))).to.deep.equal({
      kind: 'edit',
      target: '7700112233:41',
      text: 'Güller ve laleler solmuş geldi',
      by: person,
      at: new Date(1_795_267_700_000),
    })
    expect(await read(fixture('reaction'))).to.deep.include({ kind: 'reaction', target: '7700112233:40', emoji: '👍', by: person }) // prettier-ignore
    expect(await read(fixture('callback'))).to.deep.include({ kind: 'message', text: 'İade istiyorum', externalId: 'callback:4382bfdwdsb323b2d9', inReplyTo: '7700112233:39' }) // prettier-ignore
    const gone = JSON.parse(fixture('reaction').bytes.toString()) as {
      message_reaction: { new_reaction: unknown[] }
    }
    gone.message_reaction.new_reaction = [{ type: 'custom_emoji', custom_emoji_id: '5' }]
    expect(await read(stored(gone))).to.deep.include({ kind: 'reaction', emoji: null })
  })

  it('reads blocking as an opt-out and starting again as an opt-in', async () => {
    expect(await read(fixture('blocked'))).to.deep.equal({ kind: 'optout', who: person, word: 'blocked' })
    const back = JSON.parse(fixture('blocked').bytes.toString()) as { my_chat_member: { new_chat_member: { status: string } } } // prettier-ignore
    back.my_chat_member.new_chat_member.status = 'member'
    expect(await read(stored(back))).to.deep.equal({ kind: 'optin', who: person, word: 'unblocked' })
    expect(await read(update({ text: '/start' }))).to.deep.equal({
      kind: 'optin',
      who: person,
      word: '/start',
    })
    expect(await read(update({ text: '/started yazdım ama olmadı' }))).to.include({ kind: 'message' })
  })

  it('ignores channels, groups, bots and kinds it does not know, each with its reason', async () => {
    const reason = async (body: object) => ((await read(stored(body))) as { reason?: string }).reason
    expect(await reason({ update_id: 1, channel_post: { message_id: 1, chat: { id: -100, type: 'channel' } } })).to.equal('channel_post') // prettier-ignore
    expect(await reason({ update_id: 1, message: { message_id: 1, from: ayse, chat: { id: -5, type: 'supergroup' }, text: 'a' } })).to.equal('group_message') // prettier-ignore
    expect(await reason({ update_id: 1, callback_query: { id: '1', from: ayse, data: 'x', message: { message_id: 1, chat: { id: -5, type: 'group' } } } })).to.equal('group_message') // prettier-ignore
    expect(await reason({ update_id: 1, poll_answer: {} })).to.equal('unsupported_update')
    expect(await reason({ hello: 1 })).to.equal('unknown_shape')
    expect(await reason({ update_id: 1, message: { message_id: 1, chat, text: 'kimsesiz' } })).to.equal('unknown_shape') // prettier-ignore
    expect(((await read(update({ from: { ...ayse, is_bot: true }, text: 'a' }))) as { reason?: string }).reason).to.equal('bot_message') // prettier-ignore
  })

  it('meets every distortion of an update with events or ChannelRejected', async () => {
    const names = [
      'text',
      'photo_caption',
      'contact_own',
      'venue',
      'edited',
      'callback',
      'reaction',
      'blocked',
    ]
    const bodies = names.map((name) => JSON.parse(fixture(name).bytes.toString()) as Record<string, unknown>)
    const paths = fc.tuple(fc.constantFrom(...bodies), fc.array(fc.nat(6), { maxLength: 5 }), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(paths, async ([body, path, value]) => {
        const events = await telegram.normalise(stored(distorted(body, path, value)), account)
        expect(events).to.be.an('array').with.length.greaterThan(0)
        for (const event of events) if (event.kind === 'message') expect(event.externalId).not.to.equal('')
      }),
      { numRuns: 300 },
    )
    expect(() => telegram.normalise(stored(Buffer.from([0xff, 0x22])), account)).to.throw(ChannelRejected, 'payload_unreadable') // prettier-ignore
  })
})
