import { expect } from 'chai'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { ChannelAccount, OutboundMessage, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { api } from '../../../channels/direct/api/index.js'
import { adapterFor } from '../../../channels/index.js'
import { Customer } from '../../../server/models/customers/index.js'
import { accept } from '../../../server/models/intake/index.js'
import { Message } from '../../../server/models/messages/index.js'
import { replyRoutes } from '../../../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import type { ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { useDatabase } from '../../support/database.js'
import { accountOn, takeRaw } from '../../support/deliveries.js'
import { listenPeer, peerTools, readAll, type Peer } from '../../support/peers.js'
import { makeTestContext, type TestContext } from '../../support/worker.js'

const secret = 'uygulamanın-gizli-anahtarı'
const account: ChannelAccount = {
  id: 'a1',
  channel: 'api',
  key: 'uygulama',
  name: 'Uygulama',
  addresses: [],
  settings: {},
  secrets: { inboundSecret: secret },
}
const said = { id: 'm-1', customer: { id: 'u-17', name: 'Ayşe Yılmaz' }, text: 'Güllerim solmuş geldi' }
const stored = (body: unknown): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-22T12:00:00Z'),
  transport: { via: 'http' },
})
const sign = (body: string, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
const request = (body: string, headers: Record<string, string>): RawRequest => ({
  method: 'POST',
  url: 'https://desk.example/channels/api/uygulama',
  query: {},
  headers,
  body: Buffer.from(body),
})
const outbound: OutboundMessage = {
  ...{
    reference: 'redress.1',
    from: { address: '' },
    to: [{ address: 'u-17' }],
    cc: [],
    subject: '',
    thread: 't-1',
  },
  ...{ text: 'Özür dileriz', attachments: [], references: [], automatic: false },
}

describe('the channel of the shop’s own systems', () => {
  useDatabase()
  const peers: Peer[] = []
  const calls: { body: string; signature: string | undefined }[] = []
  let context: TestContext
  let own: Promise<ChannelAccountRecord> | undefined
  before(() => {
    context = makeTestContext()
  })
  beforeEach(() => {
    own = undefined
    calls.length = 0
  })
  after(async () => {
    await Promise.all(peers.map((peer) => peer.close()))
    await context.close()
  })
  const desk = () => (own ??= accountOn('api', context))
  const answering = async (status: number): Promise<ChannelAccount> => {
    const server = createServer((given, response) => {
      void readAll(given).then((body) => {
        calls.push({ body: body.toString(), signature: given.headers['x-redress-signature'] as string | undefined })
        response.writeHead(status).end()
      })
    })
    const peer = await listenPeer(server)
    peers.push(peer)
    return { ...account, settings: { replyUrl: `${peer.url}/answers` } }
  } // prettier-ignore

  behavesLikeAChannel(api, {
    account,
    deliveries: {
      'one message': stored(said),
      'a list with one message': stored({ messages: [{ ...said, id: 'm-2' }] }),
      'a message of an address': stored({ ...said, id: 'm-3', customer: { email: 'Ayse@Posta.example' } }),
      'a file without words': stored({ ...said, id: 'm-4', text: '', attachments: [{ url: 'https://cdn.example/a%FFb.jpg' }] }),
    },
    echoes: { 'what the shop answered by itself': stored({ ...said, id: 'm-5', direction: 'out' }) },
    proven: request('{"a":1}', { 'x-redress-signature': sign('{"a":1}') }),
    unproven: {
      'without a signature': request('{"a":1}', {}),
      'signed with another secret': request('{"a":1}', { 'x-redress-signature': sign('{"a":1}', 'başka') }),
      'whose body was changed after it was signed': request('{"a":2}', { 'x-redress-signature': sign('{"a":1}') }),
    },
    outbound,
    farEnds: async () => ({
      ok: await answering(202),
      retry: await answering(503),
      permanent: await answering(422),
      config: account,
    }),
    deliver: async (raw) => {
      const accepted = await accept({ bytes: raw.bytes, transport: raw.transport }, await desk(), context.blobs)
      await receiveMessage({ inboundId: accepted.id.toHexString() }, context)
      return { messages: await Message.countDocuments() }
    },
  }) // prettier-ignore

  it('is registered', () => {
    expect(adapterFor('api')).to.equal(api)
  })

  it('believes the shop’s own id, and an address only where the shop says that it has verified it', async () => {
    const sender = async (customer: object) => (await messagesOf(api, stored({ ...said, customer }), account))[0]!.sender
    const contact = { id: 'u-17', email: 'Ayse@Posta.example', phone: '0532 111 22 33' }
    expect((await sender(contact)).map(({ type, value, proof }) => [type, value, proof])).to.deep.equal([
      ['shop_user', 'u-17', 'signed'],
      ['email', 'ayse@posta.example', 'none'],
      ['phone', '+905321112233', 'none'],
    ])
    expect((await sender({ ...contact, verified: true })).map(({ proof }) => proof)).to.deep.equal(['signed', 'signed', 'signed'])
    expect((await sender({ ...contact, verified: 'true' })).map(({ proof }) => proof)).to.deep.equal(['signed', 'none', 'none'])
  }) // prettier-ignore

  it('shares its customers with the chat that it names', async () => {
    const [message] = await messagesOf(api, stored(said), { ...account, addresses: ['gonca'] })
    expect(message!.sender[0]).to.include({ type: 'shop_user', scope: 'gonca' })
  })

  it('leaves out of a list what is no message, says why and keeps the rest', async () => {
    const events = await api.normalise(stored([{ text: 'x' }, { id: '1', text: 'x' }, { ...said, text: ' ' }, said]), account)
    expect(events.map((event) => (event.kind === 'ignored' ? event.reason : event.kind))).to.deep.equal([
      'message_without_id', 'message_without_customer', 'message_empty', 'message',
    ])
  }) // prettier-ignore

  it('reads whatever JSON comes without an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        expect(await api.normalise(stored(value), account)).to.be.an('array')
      }),
      { numRuns: 200 },
    )
  })

  it('posts an answer with its reference and signature to the shop', async () => {
    await api.send(outbound, await answering(202), new AbortController().signal, peerTools)
    expect(JSON.parse(calls[0]!.body)).to.deep.equal({ reference: 'redress.1', customer: 'u-17', thread: 't-1', text: 'Özür dileriz' })
    expect(calls[0]!.signature).to.equal(sign(calls[0]!.body))
  }) // prettier-ignore

  it('takes two messages of one customer into one ticket, with a way back to the shop’s system', async () => {
    for (const id of ['m-1', 'm-2']) await takeRaw(JSON.stringify({ ...said, id }), await desk(), context)
    expect([await Customer.countDocuments(), await Ticket.countDocuments(), await Message.countDocuments()]).to.deep.equal([1, 1, 2])
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    const routes = await replyRoutes(ticket)
    expect(routes.map(({ channel, address, isLast }) => ({ channel, address, isLast }))).to.deep.equal([
      { channel: 'api', address: 'u-17', isLast: true },
    ])
  }) // prettier-ignore
})
