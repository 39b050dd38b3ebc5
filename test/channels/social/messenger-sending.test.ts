import { expect } from 'chai'
import type {
  ChannelAccount,
  ChannelTools,
  DeliveryResult,
  OutboundMessage,
} from '../../../channels/channel.js'
import { messenger } from '../../../channels/social/messenger/index.js'
import { days, hours, now } from '../../../server/lib/clock.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { graphPeer, graphToken, type GraphFault, type GraphPeer } from '../../support/graph-peer.js'
import { metaAccount, metaLetter } from '../../support/meta-fixtures.js'

const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}
const signal = new AbortController().signal
const ago = (ms: number): Date => new Date(now().getTime() - ms)

describe('what is sent by Messenger', () => {
  let peer: GraphPeer
  let account: ChannelAccount
  beforeEach(async () => {
    peer = await graphPeer()
    account = metaAccount('messenger', {
      addresses: ['117172741761305'],
      settings: { apiUrl: `${peer.url}/` },
    })
  })
  afterEach(() => peer.close())

  const send = (more: Partial<OutboundMessage> = {}): Promise<DeliveryResult> =>
    messenger.send(metaLetter(more), account, signal, tools)
  const after = async (fault: GraphFault, more: Partial<OutboundMessage> = {}): Promise<DeliveryResult> => {
    peer.fault = fault
    return send(more)
  }

  it('answers freely within 24 hours, with our reference for the echo and the token in a header only', async () => {
    expect(await send({ lastInboundAt: ago(hours(23)) })).to.include({ ok: true })
    const [call] = peer.calls
    expect(call).to.deep.include({ method: 'POST', path: '/me/messages', query: {} })
    expect(call!.headers.authorization).to.equal(`Bearer ${graphToken}`)
    expect(call!.body).to.deep.equal({ recipient: { id: 'PSID-ayse' }, messaging_type: 'RESPONSE', message: { text: 'Merhaba, hemen bakıyoruz.', metadata: 'redress.1a2b' } })
  }) // prettier-ignore

  it('tags a person’s answer between 24 hours and 7 days, and nothing that a machine wrote', async () => {
    expect(await send({ lastInboundAt: ago(hours(25)) })).to.include({ ok: true })
    expect(peer.calls[0]!.body).to.include({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })
    const refused = await send({ lastInboundAt: ago(hours(25)), automatic: true })
    expect(refused).to.deep.equal({ ok: false, class: 'window', code: 'window_over' })
    expect(await send({ lastInboundAt: ago(days(8)) })).to.include({ ok: false, class: 'window' })
    expect(peer.calls).to.have.length(1)
  })

  it('cuts a long text into parts that Meta takes, and names the ids of all', async () => {
    const text = Array.from({ length: 900 }, (_, index) => `cümle ${index}.`).join(' ')
    const sent = await send({ text })
    const parts = peer.calls.map(({ body }) => (body['message'] as { text: string }).text)
    expect(parts.length).to.be.above(4)
    expect(Math.max(...parts.map((part) => part.length))).to.be.at.most(2_000)
    expect(parts.join(' ')).to.equal(text)
    expect(parts.every((part) => part.endsWith('.'))).to.equal(true)
    expect(sent.ok && new Set(sent.externalIds).size).to.equal(parts.length)
  })

  it('never lets a message go out again of which a part was seen', async () => {
    const result = await after(
      { from: 1, error: { code: 613, message: 'busy' } },
      { text: 'a'.repeat(3_000) },
    )
    expect(result).to.deep.include({ ok: false, class: 'unknown', code: 'partly_sent' })
    expect(peer.calls).to.have.length(2)
  })

  it('hands files over as they are, under their names', async () => {
    const content = Buffer.from([0xff, 0xd8, 0, 13, 10, 0x2d, 0x2d])
    const sent = await send({
      text: '',
      attachments: [{ name: 'çiçek "1".jpg', type: 'image/jpeg', content }],
    })
    expect(sent).to.include({ ok: true })
    const [call] = peer.calls
    expect(call!.body['message']).to.deep.include({
      attachment: { type: 'image', payload: {} },
      metadata: 'redress.1a2b',
    })
    expect(call!.file).to.deep.include({ type: 'image/jpeg', content })
    expect(call!.file!.name).to.contain('çiçek')
  })

  it('answers a comment in public under it, and in private once', async () => {
    const shown = await send({ audience: 'public', target: '3_5', text: 'Size yazdık' })
    expect(shown).to.deep.equal({ ok: true, externalIds: ['3_77'], state: 'accepted' })
    expect(peer.calls[0]).to.deep.include({ path: '/3_5/comments', body: { message: 'Size yazdık' } })
    await send({ target: '3_5', text: 'Sipariş numaranız?', lastInboundAt: ago(days(3)) })
    expect(peer.calls[1]!.body).to.deep.include({ recipient: { comment_id: '3_5' }, messaging_type: 'RESPONSE' })
    expect(await send({ target: '3_5', text: 'a'.repeat(2_001) })).to.include({ class: 'permanent', code: 'reply_too_long' })
    await send({ target: 'm_17', text: 'Tamam' })
    expect(peer.calls[2]!.body).to.deep.include({ recipient: { id: 'PSID-ayse' } })
  }) // prettier-ignore

  it('sends nothing where there is nothing to send or nobody to send to', async () => {
    expect(await send({ text: ' ' })).to.include({ class: 'permanent', code: 'nothing_to_send' })
    expect(await send({ to: [] })).to.include({ class: 'permanent', code: 'no_recipient' })
    expect(await send({ audience: 'public' })).to.include({ class: 'permanent', code: 'no_target' })
    expect(peer.calls).to.be.empty
  })

  const faults: [name: string, fault: GraphFault, kind: string][] = [
    ['a closed window', { error: { code: 10, error_subcode: 2018278, message: 'outside of allowed window' } }, 'window'],
    ['a missing right', { error: { code: 10, message: 'Application does not have permission' } }, 'config'],
    ['a tag that is no more', { error: { code: 100, error_subcode: 1893061, message: 'Invalid tag' } }, 'window'],
    ['a wrong parameter', { error: { code: 100, message: '(#100) Invalid parameter' } }, 'permanent'],
    ['a right of the 200s', { status: 403, error: { code: 230, message: 'Requires pages_messaging' } }, 'config'],
    ['somebody who cannot be reached', { error: { code: 200, error_subcode: 1545041, message: 'not available' } }, 'permanent'],
    ['throttling', { error: { code: 80006, message: 'too many calls' } }, 'retry'],
    ['a fault that passes', { status: 500, error: { code: 2, message: 'Service temporarily unavailable' } }, 'retry'],
    ['a fault that Meta calls passing', { status: 500, error: { code: 999, message: 'x', is_transient: true } }, 'retry'],
    ['a gateway that gave up', { status: 504 }, 'unknown'],
    ['a gateway that is full', { status: 503 }, 'retry'],
    ['a page that is no API', { status: 200 }, 'unknown'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'config'],
    ['a connection cut after the request', { cut: true }, 'unknown'],
  ] // prettier-ignore
  for (const [name, fault, kind] of faults)
    it(`calls ${name} ${kind}`, async () => {
      expect(await after(fault)).to.include({ ok: false, class: kind })
    })

  it('asks to connect anew when the token is spent, and never tells the token', async () => {
    const result = await after({
      status: 401,
      error: { code: 190, message: `Malformed access token ${graphToken}` },
    })
    expect(result).to.include({ ok: false, class: 'config', code: 'reconnect' })
    expect(JSON.stringify(result)).not.to.contain(graphToken)
    const unset = await messenger.send(metaLetter(), { ...account, secrets: {} }, signal, tools)
    expect(unset).to.include({ class: 'config', code: 'no_access_token' })
  })

  it('waits as long as it is told to', async () => {
    const result = await after({
      status: 429,
      headers: { 'retry-after': '120' },
      error: { code: 4, message: 'busy' },
    })
    if (result.ok || !result.retryAt) throw new Error(JSON.stringify(result))
    expect(result.retryAt.getTime() - now().getTime()).to.be.within(60_000, 120_000)
  })

  it('tries again what reached nobody', async () => {
    await peer.close()
    expect(await send()).to.include({ ok: false, class: 'retry' })
    peer = await graphPeer()
  })

  it('says until when who may answer; a public comment may always be answered', () => {
    const at = new Date('2026-11-21T12:00:00Z')
    const window = (age: number, author: 'human' | 'bot', audience?: 'public') =>
      messenger.replyWindow(
        { lastInboundAt: new Date(at.getTime() - age), ...(audience ? { audience } : {}) },
        at,
        author,
      )
    expect(window(hours(24) - 1, 'bot')).to.deep.equal({ mode: 'free', until: new Date(at.getTime() + 1) })
    expect(window(hours(24), 'human')).to.deep.include({
      mode: 'tagged',
      until: new Date(at.getTime() + days(6)),
    })
    expect(window(hours(24), 'bot').mode).to.equal('closed')
    expect(window(days(7), 'human').mode).to.equal('closed')
    expect(window(days(30), 'bot', 'public')).to.deep.equal({ mode: 'free' })
    expect(messenger.replyWindow({ lastInboundAt: null }, at, 'human').mode).to.equal('closed')
  })
})
