import { expect } from 'chai'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type {
  ChannelAccount,
  DeliveryResult,
  InboundMessage,
  OutboundMessage,
  RawRequest,
  StoredRaw,
} from '../../../channels/channel.js'
import { review } from '../../../channels/social/review/index.js'
import { readReviewFile } from '../../../channels/social/review/read-file.js'
import { readRow } from '../../../channels/social/review/row.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { distorted } from '../../support/distort.js'
import { listenPeer, peerTools, readAll, type Peer } from '../../support/peers.js'

const secret = 'gizli-anahtar-123456'
const account: ChannelAccount = {
  id: 'v1',
  channel: 'review',
  key: 'yorumlar',
  name: 'Yorumlar',
  addresses: [],
  settings: { site: 'trendyol' },
  secrets: { inboundSecret: secret },
}

const stored = (body: unknown): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-22T12:00:00Z'),
  transport: { via: 'http' },
})
const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/social/review/${name}`, import.meta.url)) // prettier-ignore
const row = { id: '101', author: 'A*** Y***', rating: 1, title: 'Berbat', text: 'Güller solmuş geldi', createdAt: '2026-11-21T14:05:00+03:00', order: 'TY-778899' } // prettier-ignore
const events = async (body: unknown) => review.normalise(stored(body), account)
const sign = (bytes: Buffer | string): string => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}` // prettier-ignore
const request = (headers: Record<string, string>): RawRequest => ({
  method: 'POST',
  url: 'https://desk.example/channels/review/yorumlar',
  query: {},
  headers,
  body: Buffer.from('{"id":"\\u0031"}'),
})

interface ShopCall {
  body: string
  signature: string | undefined
}

/** A shop's program that publishes answers. */
async function shop(answer: () => { status: number; body?: string; retryAfter?: string } | 'cut'): Promise<Peer & { calls: ShopCall[] }> {
  const calls: ShopCall[] = []
  const server = createServer((given, response) => {
    void (async () => {
      const body = (await readAll(given)).toString()
      calls.push({ body, signature: given.headers['x-redress-signature'] as string | undefined })
      const said = answer()
      if (said === 'cut') given.socket.destroy()
      else response.writeHead(said.status, said.retryAfter ? { 'retry-after': said.retryAfter } : {}).end(said.body ?? '')
    })()
  })
  return { ...(await listenPeer(server)), calls }
} // prettier-ignore

const outbound: OutboundMessage = {
  reference: 'redress.1',
  from: { address: 'yorumlar' },
  to: [{ address: 'u-55' }],
  cc: [],
  subject: '',
  text: 'Özür dileriz',
  attachments: [],
  references: [],
  automatic: false,
  audience: 'public',
  target: 'google:g-1',
}

describe('the review channel', () => {
  const peers: Peer[] = []
  const at = async (answer: Parameters<typeof shop>[0]) => {
    const peer = await shop(answer)
    peers.push(peer)
    return { peer, to: { ...account, settings: { replyUrl: `${peer.url}/answers` } } }
  }
  const send = (to: ChannelAccount, message: Partial<OutboundMessage> = {}): Promise<DeliveryResult> =>
    review.send({ ...outbound, ...message }, to, new AbortController().signal, peerTools)
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(review, {
    account,
    deliveries: { 'one review': stored(row), 'a list with one review': stored([{ ...row, id: '102' }]) },
    echoes: {},
    proven: request({ 'x-redress-signature': sign('{"id":"\\u0031"}') }),
    unproven: {
      'without a signature': request({}),
      'signed for other bytes': request({ 'x-redress-signature': sign('{"id":"1"}') }),
      'with the secret itself': request({ 'x-redress-signature': secret }),
    },
    outbound,
    farEnds: async () => ({
      ok: (await at(() => ({ status: 202 }))).to,
      retry: (await at(() => ({ status: 503, retryAfter: '60' }))).to,
      permanent: (await at(() => ({ status: 422, body: 'too long' }))).to,
      unknown: (await at(() => 'cut')).to,
      config: account,
    }),
  })

  it('reads a review with its rating, order, place and version', async () => {
    const [message] = (await events({ ...row, url: 'https://site.example/r/101', updatedAt: '2026-11-22T10:00:00Z' })) as InboundMessage[] // prettier-ignore
    expect(message).to.deep.include({
      kind: 'review',
      audience: 'public',
      externalId: 'trendyol:101',
      rating: { value: 1, max: 5 },
      subject: 'Berbat',
      text: 'Güller solmuş geldi',
      senderName: 'A*** Y***',
      asked: { order: 'TY-778899', answers: [] },
      permalink: 'https://site.example/r/101',
      revision: Date.parse('2026-11-22T10:00:00Z'),
      sentAt: new Date('2026-11-21T11:05:00Z'),
    })
  })

  it('keeps the id of a changed review and raises its version', async () => {
    const read = async (more: object) => ((await events({ ...row, ...more })) as InboundMessage[])[0]!
    const [first, later] = [await read({}), await read({ rating: 4, updatedAt: '2026-11-23T10:00:00Z' })]
    expect(later.externalId).to.equal(first.externalId)
    expect(later.revision).to.be.greaterThan(first.revision!)
  })

  it('takes two reviews under one shown name for two people, until the site says who wrote them', async () => {
    const who = async (more: object) =>
      ((await events({ ...row, ...more })) as InboundMessage[])[0]!.sender[0]!
    expect((await who({ id: '1' })).value).not.to.equal((await who({ id: '2' })).value)
    expect(await who({ authorId: 'u-55' })).to.deep.equal({ type: 'marketplace_user', scope: 'trendyol', value: 'u-55', proof: 'none' }) // prettier-ignore
    expect((await who({ author: { id: 'u-55', name: 'Ayşe' } })).value).to.equal('u-55')
  })

  it('reads the answer that stands under a review as the shop’s own words', async () => {
    const messages = await messagesOf(review, stored(fixture('reviews.json')), account)
    expect(messages.map(({ kind, direction, externalId }) => [kind, direction, externalId.split('#')[0]])).to.deep.equal([
      ['review', 'in', 'google:g-1'],
      ['comment', 'echo', 'google:g-1'],
      ['review', 'in', 'google:g-2'],
    ]) // prettier-ignore
    expect(messages[1]).to.deep.include({ inReplyTo: 'google:g-1', text: 'Özür dileriz, size ulaşacağız.' })
    expect(messages[2]!.rating).to.deep.equal({ value: 5, max: 10 })
  })

  it('reads ratings as people write them, and keeps a review whose rating or time is none', async () => {
    const rating = async (given: unknown, max?: unknown): Promise<unknown> =>
      ((await events({ ...row, rating: given, max })) as InboundMessage[])[0]!.rating
    expect(await rating('4,5')).to.deep.equal({ value: 4.5, max: 5 })
    expect(await rating('8/10')).to.deep.equal({ value: 8, max: 10 })
    expect(await rating('7', '10')).to.deep.equal({ value: 7, max: 10 })
    expect(await rating(undefined)).to.equal(undefined)
    for (const bad of [6, -1, 'harika', '5/0', '1e3', {}])
      expect(await rating(bad), JSON.stringify(bad)).to.equal(undefined)
    expect((await events({ ...row, createdAt: 'dün' }))[0]).to.include({ kind: 'review', sentAt: null })
    expect(readRow({ ...row, rating: 'harika', updatedAt: 'dün' }, 'trendyol')).to.deep.include({ unread: ['rating', 'updatedAt'] }) // prettier-ignore
  })

  it('ignores rows that are no reviews, each with its reason, and keeps the others', async () => {
    const rows = [
      { ...row, id: '' },
      { ...row, site: 'a b' },
      { id: '3' },
      { id: '4', rating: 'harika' },
      null,
      row,
    ]
    expect((await events(rows)).map((event) => (event.kind === 'ignored' ? event.reason : event.kind))).to.deep.equal(
      ['review_without_id', 'review_without_site', 'review_empty', 'review_empty', 'review_without_id', 'review'],
    ) // prettier-ignore
    expect(await events(Array.from({ length: 1_005 }, (_, n) => ({ ...row, id: n })))).to.have.length(1_001)
  })

  it('meets every distortion of a delivery with events', async () => {
    const body = JSON.parse(fixture('reviews.json').toString()) as unknown
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 5 }), fc.jsonValue(), async (path, value) => {
        expect(await events(distorted(body, path, value))).to.be.an('array')
      }),
      { numRuns: 200 },
    )
  })

  it('hands the answer to the shop’s program, signed and under one reference', async () => {
    const { peer, to } = await at(() => ({ status: 200, body: '{"id":"ans-7"}' }))
    expect(await send(to)).to.deep.equal({ ok: true, externalIds: ['ans-7'], state: 'accepted' })
    const [call] = peer.calls
    expect(JSON.parse(call!.body)).to.deep.equal({ reference: 'redress.1', site: 'google', id: 'g-1', text: 'Özür dileriz' }) // prettier-ignore
    expect(call!.signature).to.equal(sign(call!.body))
  })

  it('says that an answer is published by hand where nothing publishes it, and names what cannot be answered', async () => {
    expect(await send(account)).to.deep.equal({ ok: false, class: 'config', code: 'review_reply_by_hand' })
    const { peer, to } = await at(() => ({ status: 404 }))
    expect(await send(to)).to.include({ class: 'config', code: '404' })
    expect(await send({ ...to, secrets: {} })).to.include({ class: 'config', code: 'no_inbound_secret' })
    expect(await send(to, { target: 'nothing' })).to.include({ class: 'permanent', code: 'no_target' })
    expect(peer.calls).to.have.length(1)
  })

  describe('files', () => {
    it('reads a Turkish spreadsheet', () => {
      const rows = readReviewFile(fixture('semicolons-turkish.csv'), 'Europe/Istanbul')
      expect(rows).to.have.length(3)
      expect(rows[0]).to.deep.equal({
        id: '101', site: 'Trendyol', author: 'A*** Y***', rating: '1', title: 'Berbat', text: 'Güller solmuş geldi;\nvazo da kırık',
        createdAt: '2026-11-21T11:05:00.000Z', order: 'TY-778899',
      }) // prettier-ignore
      expect(rows[1]).to.include({ rating: '4,5', createdAt: '2026-11-19T21:00:00.000Z' })
      expect(rows[2]).not.to.have.property('id')
    })

    it('reads an English one, leaving columns it does not know', () => {
      const rows = readReviewFile(fixture('commas-english.csv'), 'Europe/Berlin')
      expect(rows).to.deep.equal([
        { id: 'r-1', site: 'trustpilot', author: 'Jane D.', rating: '2', title: 'Late', text: 'Arrived three days late, "fresh" they said', createdAt: '2026-11-20T09:00:00Z' },
        { id: 'r-2', site: 'trustpilot', author: 'John S.', rating: '5', title: 'Great', text: 'Lovely roses', createdAt: '2026-11-18T23:00:00.000Z' },
      ]) // prettier-ignore
    })

    it('reads tabs in UTF-16 and JSON', () => {
      const sheet = Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from('ID\tYORUM\n7\tİyi değil\n', 'utf16le'),
      ])
      expect(readReviewFile(sheet, 'Europe/Istanbul')).to.deep.equal([{ id: '7', text: 'İyi değil' }])
      expect(readReviewFile(fixture('reviews.json'), 'Europe/Istanbul')).to.have.length(2)
      expect(readReviewFile(Buffer.from('\ufeff[{"id":"1"}]'), 'Europe/Istanbul')).to.deep.equal([
        { id: '1' },
      ])
    })

    it('reads a local time by the clocks of its day', () => {
      const time = (given: string, zone: string) => readReviewFile(Buffer.from(`id,tarih\n1,${given}\n`), zone)[0]!['createdAt'] // prettier-ignore
      expect(time('01.07.2026 12:00', 'Europe/Berlin')).to.equal('2026-07-01T10:00:00.000Z')
      expect(time('01.12.2026 12:00', 'Europe/Berlin')).to.equal('2026-12-01T11:00:00.000Z')
      expect(time('2026-12-01 12:00:30', 'Europe/Istanbul')).to.equal('2026-12-01T09:00:30.000Z')
      expect(time('31.02.2026', 'Europe/Istanbul')).to.equal('31.02.2026')
    })

    it('says what is wrong with a file that is none', () => {
      const code = (bytes: Buffer): string => {
        try {
          readReviewFile(bytes, 'Europe/Istanbul')
          return 'read'
        } catch (error) {
          return (error as { code: string }).code
        }
      }
      expect(code(Buffer.from([0x69, 0xfe, 0x69]))).to.equal('review_file_not_text')
      expect(code(Buffer.from('[{"id":1}'))).to.equal('review_file_unreadable')
      expect(code(Buffer.from('ad,yorum\nAyşe,kötü\n'))).to.equal('review_file_columns')
      expect(code(Buffer.alloc(0))).to.equal('review_file_columns')
    })
  })
})
