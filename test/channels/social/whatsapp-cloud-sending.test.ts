import { expect } from 'chai'
import { createHash } from 'node:crypto'
import type {
  ChannelAccount,
  ChannelTools,
  DeliveryResult,
  OutboundMessage,
} from '../../../channels/channel.js'
import * as cloud from '../../../channels/social/whatsapp-cloud/index.js'
import { hours, now } from '../../../server/lib/clock.js'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { graphPeer, graphToken, type GraphPeer } from '../../support/graph-peer.js'
import { metaAccount, metaLetter } from '../../support/meta-fixtures.js'

const own = '1122334455667'
const signal = new AbortController().signal
const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}

describe('what goes by WhatsApp’s cloud', () => {
  let peer: GraphPeer
  let account: ChannelAccount
  beforeEach(async () => {
    peer = await graphPeer()
    account = metaAccount('whatsapp', {
      addresses: [own],
      settings: { apiUrl: peer.url, businessAccountId: '102290129340398' },
    })
  })
  afterEach(() => peer.close())

  const send = (more: Partial<OutboundMessage> = {}): Promise<DeliveryResult> =>
    cloud.send(
      metaLetter({ from: { address: own }, to: [{ address: '+905321112233' }], ...more }),
      account,
      signal,
      tools,
    )
  const ago = (ms: number): Date => new Date(now().getTime() - ms)

  it('sends words under our reference, saying what they answer', async () => {
    expect(await send({ target: 'wamid.HBg', lastInboundAt: ago(hours(23)) })).to.include({ ok: true })
    expect(peer.calls[0]).to.deep.include({
      path: `/${own}/messages`,
      body: { messaging_product: 'whatsapp', recipient_type: 'individual', to: '905321112233', biz_opaque_callback_data: 'redress.1a2b', context: { message_id: 'wamid.HBg' }, type: 'text', text: { body: 'Merhaba, hemen bakıyoruz.', preview_url: false } },
    })
  }) // prettier-ignore

  it('writes to somebody whose number is hidden by their id', async () => {
    await send({ to: [{ address: 'TR.13491208655302741918' }] })
    expect(peer.calls[0]!.body)
      .to.include({ recipient: 'TR.13491208655302741918' })
      .and.not.to.have.property('to')
  })

  it('sends no words beyond 24 hours, but an approved template in its language', async () => {
    expect(await send({ lastInboundAt: ago(hours(24)) })).to.deep.equal({ ok: false, class: 'window', code: 'window_over' })
    expect(peer.calls).to.be.empty
    const variables = { '10': 'on', '2': 'iki', '1': 'bir' }
    expect(await send({ lastInboundAt: ago(hours(48)), template: { id: 'kargo_gecikti:tr', variables } })).to.include({ ok: true })
    const parameters = ['bir', 'iki', 'on'].map((text) => ({ type: 'text', text }))
    expect(peer.calls[0]!.body['template']).to.deep.equal({ name: 'kargo_gecikti', language: { code: 'tr' }, components: [{ type: 'body', parameters }] })
    await send({ template: { id: 'order_late:en_US', variables: { name: 'Ayşe' } } })
    expect(peer.calls[1]!.body).to.have.deep.nested.property('template.components[0].parameters', [{ type: 'text', text: 'Ayşe', parameter_name: 'name' }])
    expect(await send({ template: { id: 'HX123', variables: {} } })).to.include({ class: 'config', code: 'template_unknown' })
  }) // prettier-ignore

  it('hands files in and sends them by their id, as what they are', async () => {
    const files = [['lale.jpg', 'image/jpeg', 'image'], ['fatura.pdf', 'application/pdf', 'document'], ['ses.ogg', 'audio/ogg', 'audio'], ['lale.gif', 'image/gif', 'document']] as const
    const attachments = files.map(([name, type]) => ({ name, type, content: Buffer.from(name) }))
    const sent = await send({ attachments })
    expect(sent.ok && sent.externalIds.length).to.equal(5)
    expect([...peer.files.values()].map(({ content }) => content.toString())).to.deep.equal(attachments.map(({ name }) => name))
    const kinds = peer.calls.filter(({ path }) => path.endsWith('/messages')).map(({ body }) => body['type'])
    expect(kinds).to.deep.equal(['text', ...files.map(([, , kind]) => kind)])
    expect(peer.calls[4]!.body['document']).to.include({ filename: 'fatura.pdf' })
  }) // prettier-ignore

  it('cuts words at 4,096 characters', async () => {
    const sent = await send({ text: 'şikâyet '.repeat(1_000) })
    expect(sent.ok && sent.externalIds.length).to.equal(2)
  })

  it('asks for a person where the account or the address cannot be', async () => {
    const nameless = cloud.send(metaLetter({ from: { address: '' }, to: [{ address: '+905321112233' }] }), { ...account, addresses: [] }, signal, tools)
    expect(await nameless).to.include({ class: 'config', code: 'no_phone_number_id' })
    expect(await send({ to: [{ address: 'PSID-ayse' }] })).to.include({ class: 'permanent', code: 'no_recipient' })
    expect(peer.calls).to.be.empty
  }) // prettier-ignore

  it('says until when words may be sent, and that a template may always', () => {
    const at = new Date('2026-11-21T12:00:00Z')
    const last = new Date(at.getTime() - hours(24) + 1)
    expect(cloud.replyWindow({ lastInboundAt: last }, at)).to.deep.equal({ mode: 'free', until: new Date(at.getTime() + 1) }) // prettier-ignore
    expect(cloud.replyWindow({ lastInboundAt: last }, new Date(at.getTime() + 1)).mode).to.equal('template')
    expect(cloud.replyWindow({ lastInboundAt: null }, at).mode).to.equal('template')
  })

  describe('files', () => {
    const open = (ref: string) => cloud.openAttachment(ref, account, signal, tools)
    const content = Buffer.from('lale')
    const hash = createHash('sha256').update(content).digest('base64')
    const failure = (ref: string): Promise<unknown> =>
      open(ref).then(
        () => null,
        (error: unknown) => error,
      )
    beforeEach(() => peer.files.set('65463453', { type: 'image/webp', content }))

    it('are had by their id in two steps, each with the token, and held against their hash', async () => {
      expect(await open(`media:65463453#${hash}`)).to.deep.equal({ type: 'image/webp', content })
      expect(peer.calls.map(({ path }) => path)).to.deep.equal(['/65463453', '/files/65463453'])
      expect(peer.calls.every(({ headers }) => headers.authorization === `Bearer ${graphToken}`)).to.equal(
        true,
      )
    })

    it('are asked for again when they came damaged, and not when they are gone', async () => {
      const other = createHash('sha256').update('başka').digest('base64')
      expect(await failure(`media:65463453#${other}`)).to.be.instanceOf(ChannelUnavailable).and.include({ code: 'media_damaged' })
      expect(await failure('media:111')).to.be.instanceOf(ChannelRejected)
      peer.fault = { status: 503 }
      expect(await failure('media:65463453')).to.be.instanceOf(ChannelUnavailable)
      expect(await failure('file:///etc/passwd')).to.be.instanceOf(ChannelRejected)
    }) // prettier-ignore

    it('lie at hosts of which only Meta’s see the token', async () => {
      const seen: [string, string | undefined][] = []
      const spying = (url: string): ChannelTools => ({
        ...tools,
        fetch: (asked, request) => {
          seen.push([new URL(asked).host, request?.headers?.['authorization']])
          const body = Buffer.from(JSON.stringify({ url, mime_type: 'image/webp' }))
          return Promise.resolve({ status: 200, headers: {}, url: asked, body })
        },
      })
      const hosts = { 'lookaside.fbsbx.com': true, 'scontent.xx.fbcdn.net': true, 'lookaside.fbsbx.com.evil.example': false, 'evilfbcdn.net': false, 'evil.example': false }
      for (const host of Object.keys(hosts)) await cloud.openAttachment('media:1', account, signal, spying(`https://${host}/a`))
      await cloud.openAttachment('media:1', account, signal, spying('http://lookaside.fbsbx.com/a'))
      const files = seen.filter((_, index) => index % 2 === 1).map(([host, token]) => [host, token !== undefined])
      expect(files).to.deep.equal([...Object.entries(hosts), ['lookaside.fbsbx.com', false]])
    }) // prettier-ignore
  })

  it('tests an account’s token, secret, number and subscription, and makes the subscription', async () => {
    const checks = await cloud.selfTest(account, tools, signal)
    expect(checks.map(({ code, ok }) => [code, ok])).to.deep.equal([['meta_token', true], ['meta_app_secret', true], ['meta_number', true], ['meta_subscribed', true]])
    expect(checks[2]!.detail).to.contain('+90 212 555 00 00')
    expect(await cloud.connect(account, tools, signal)).to.deep.equal([{ code: 'meta_subscribed', ok: true, detail: '' }])
    expect(peer.calls.at(-1)).to.deep.include({ method: 'POST', path: '/102290129340398/subscribed_apps' })
    const [missing] = await cloud.connect({ ...account, settings: {} }, tools, signal)
    expect(missing).to.include({ ok: false })
  }) // prettier-ignore
})
