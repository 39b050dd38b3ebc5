import { expect } from 'chai'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type {
  ChannelAccount,
  InboundMessage,
  NormalisedEvent,
  OutboundMessage,
  RawRequest,
  StoredRaw,
} from '../../../channels/channel.js'
import { x } from '../../../channels/social/x/index.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { distorted } from '../../support/distort.js'
import type { Peer } from '../../support/peers.js'
import { xKeys, xPeer } from '../../support/x-peer.js'

const us = '1700000000000000001'
const them = '930524282358325248'
const account: ChannelAccount = {
  id: 'x1',
  channel: 'x',
  key: 'x',
  name: 'Çiçek Pazarı',
  addresses: [us],
  settings: {},
  secrets: xKeys,
}

const stored = (body: unknown): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-21T15:00:00Z'),
  transport: { via: 'http' },
})
const fixture = (name: string): StoredRaw => stored(readFileSync(new URL(`../../fixtures/social/x/${name}.json`, import.meta.url))) // prettier-ignore
const events = async (raw: StoredRaw): Promise<NormalisedEvent[]> => x.normalise(raw, account)
const body = Buffer.from('{"for_user_id":"1700000000000000001","text":"\\u015fikayet a\\/b"}')
const signature = (secret: string, bytes = body): string => `sha256=${createHmac('sha256', secret).update(bytes).digest('base64')}` // prettier-ignore
const request = (headers: Record<string, string>): RawRequest => ({
  method: 'POST',
  url: 'https://desk.example/channels/x/x',
  query: {},
  headers,
  body,
})
const challenge = (query: Record<string, string>, method = 'GET'): RawRequest => ({
  ...request({}),
  method,
  query,
})

const person = { type: 'x', scope: us, value: them, proof: 'transport' }
const outbound: OutboundMessage = {
  reference: 'redress.1',
  from: { address: us },
  to: [{ address: them }],
  cc: [],
  subject: '',
  text: 'Merhaba',
  attachments: [],
  references: [],
  automatic: false,
}

describe('the X channel', () => {
  const peers: Peer[] = []
  const at = async (script: Parameters<typeof xPeer>[0]): Promise<ChannelAccount> => {
    const peer = await xPeer(script)
    peers.push(peer)
    return { ...account, settings: { apiUrl: peer.url } }
  }
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(x, {
    account,
    deliveries: { 'a mention': fixture('mention'), 'a direct message': fixture('dm') },
    echoes: { 'a direct message of our own': fixture('dm_echo') },
    proven: request({ 'x-twitter-webhooks-signature': signature(xKeys.consumerSecret) }),
    unproven: {
      'without a signature': request({}),
      'signed with another secret': request({ 'x-twitter-webhooks-signature': signature('baska') }),
      'signed for other bytes': request({ 'x-twitter-webhooks-signature': signature(xKeys.consumerSecret, Buffer.from(JSON.stringify(JSON.parse(body.toString())))) }), // prettier-ignore
    },
    outbound,
    externalIds: /^\d{19}$/,
    farEnds: async () => ({
      ok: await at(() => null),
      retry: await at(() => ({ status: 429, body: { title: 'Too Many Requests' } })),
      permanent: await at(() => ({
        status: 403,
        body: { errors: [{ code: 349, message: 'You cannot send messages to this user.' }] },
      })),
      config: await at(() => ({ status: 401, body: { title: 'Unauthorized' } })),
      unknown: await at(() => 'cut'),
    }),
  })

  it('answers the challenge as X computes it, and nothing without the secret', () => {
    const answer = x.handshake!(challenge({ crc_token: 'challenge' }), { ...account, secrets: { consumerSecret: 'consumer' } }) // prettier-ignore
    expect(answer!.status).to.equal(200)
    expect(JSON.parse(answer!.body)).to.deep.equal({
      response_token: 'sha256=/C+JvU71Cxwcj95YWObuUqObMhA5/ORQ3tEQIyXOZIw=',
    })
    expect(x.handshake!(challenge({ crc_token: 'challenge' }), { ...account, secrets: {} })!.status).to.equal(
      403,
    )
    expect(x.handshake!(challenge({}), account)).to.equal(null)
    expect(x.handshake!(challenge({ crc_token: 'challenge' }, 'POST'), account)).to.equal(null)
  })

  it('reads a mention as a public comment: whole text, own words, links and films, and where it stands', async () => {
    const [comment] = await messagesOf(x, fixture('mention'), account)
    expect(comment).to.deep.include({
      kind: 'comment',
      audience: 'public',
      direction: 'in',
      externalId: '1063212927510081536',
      externalThreadId: '1063212927510081500',
      inReplyTo: '1063212927510081500',
      sender: [person],
      senderName: 'Ayşe Yılmaz',
      text: 'Siparişim üç gündür gelmedi, kimse telefona bakmıyor & iade istiyorum https://cicekpazari.example/siparis/1',
      permalink: 'https://x.com/ayse_y/status/1063212927510081536',
      sentAt: new Date(1_795_269_900_123),
      recipient: us,
    })
    expect(comment!.fullText.startsWith('@cicekpazari @kargocu Siparişim')).to.equal(true)
    expect(comment!.attachments.map(({ type, ref }) => [type, ref])).to.deep.equal([
      ['image/jpeg', 'https://pbs.twimg.com/media/A.jpg'],
      ['video/mp4', 'https://video.twimg.com/large.mp4'],
    ])
  })

  it('reads a direct message with its escapes undone and its file beside it', async () => {
    const [message] = await messagesOf(x, fixture('dm'), account)
    expect(message).to.deep.include({
      kind: 'message',
      audience: 'private',
      externalId: '1063212927510081541',
      externalThreadId: `dm:${them}`,
      senderName: 'Ayşe Yılmaz',
      text: 'Vazo <kırık> geldi',
    })
    expect(message!.attachments).to.have.length(1)
    expect(message!.attachments[0]).to.include({ type: 'image/png', ref: 'https://ton.twitter.com/1.1/ton/data/dm/1/2/v.png' }) // prettier-ignore
  })

  it('reads our own words as an echo in the customer’s conversation', async () => {
    const [echo] = await messagesOf(x, fixture('dm_echo'), account)
    expect(echo).to.deep.include({ direction: 'echo', sender: [person], externalThreadId: `dm:${them}` })
    const answer = { id_str: '99', text: '@ayse_y bakıyoruz', user: { id_str: us }, in_reply_to_user_id_str: them, in_reply_to_status_id_str: '98' } // prettier-ignore
    const [reply] = (await events(
      stored({ for_user_id: us, tweet_create_events: [answer] }),
    )) as InboundMessage[]
    expect(reply).to.deep.include({ kind: 'comment', direction: 'echo', sender: [person], inReplyTo: '98' })
  })

  it('reads deletions and read marks', async () => {
    expect(await events(fixture('deletion'))).to.deep.equal([
      {
        kind: 'delete',
        target: '1063212927510081536',
        by: person,
        at: new Date(1_795_271_000_000),
        recipient: us,
      },
    ])
    expect(await events(fixture('read'))).to.deep.equal([
      {
        kind: 'receipt',
        items: [{ state: 'read', externalId: '1063212927510081550', watermark: new Date(1_795_270_200_000) }],
        by: person,
        recipient: us,
      },
    ])
  })

  it('makes no complaint of reposts, our own posts, likes and follows, and never reads an id from a rounded number', async () => {
    expect((await events(fixture('noise'))).map((event) => (event.kind === 'ignored' ? event.reason : event.kind))).to.deep.equal([
      'repost', 'own_post', 'not_addressed', 'unknown_shape', 'like', 'follow', 'typing',
    ]) // prettier-ignore
  })

  it('takes a quotation of our own post for words to us', async () => {
    const quote = { id_str: '77', text: 'Bunlara inanmayın', user: { id_str: them }, quoted_status: { user: { id_str: us } } } // prettier-ignore
    const [event] = await events(stored({ for_user_id: us, tweet_create_events: [quote] }))
    expect(event).to.include({ kind: 'comment', direction: 'in' })
  })

  it('ignores shapes it does not know, with their reason, and lets one bad element harm no other', async () => {
    expect(await events(stored({ data: { event_type: 'chat.received', payload: {} } }))).to.deep.equal([{ kind: 'ignored', reason: 'unsupported_shape' }]) // prettier-ignore
    expect(await events(stored({ user_event: { revoke: {} } }))).to.deep.equal([{ kind: 'ignored', reason: 'access_withdrawn' }]) // prettier-ignore
    const dm = JSON.parse(fixture('dm').bytes.toString()) as { direct_message_events: unknown[] }
    dm.direct_message_events.unshift(null, 5, { type: 'message_create' }, { type: 'participants_join' })
    expect((await events(stored(dm))).map(({ kind }) => kind)).to.deep.equal(['ignored', 'ignored', 'ignored', 'ignored', 'message']) // prettier-ignore
  })

  it('meets every distortion of a delivery with events', async () => {
    const bodies = ['mention', 'dm', 'deletion', 'read', 'noise'].map((name) => JSON.parse(fixture(name).bytes.toString()) as unknown) // prettier-ignore
    const cases = fc.tuple(fc.constantFrom(...bodies), fc.array(fc.nat(12), { maxLength: 8 }), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(cases, async ([original, path, value]) => {
        const read = await events(stored(distorted(original, path, value)))
        expect(read.length).to.be.greaterThan(0)
        for (const event of read) if ('externalId' in event) expect(event.externalId).to.match(/^\S+$/)
      }),
      { numRuns: 300 },
    )
  })
})
