import { expect } from 'chai'
import type { ChannelAccount, ChannelTools } from '../../../channels/channel.js'
import { messenger } from '../../../channels/social/messenger/index.js'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { graphPeer, graphToken, type GraphPeer } from '../../support/graph-peer.js'
import { metaAccount } from '../../support/meta-fixtures.js'

const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}
const signal = new AbortController().signal

describe('what a Messenger account asks of Meta', () => {
  let peer: GraphPeer
  let account: ChannelAccount
  beforeEach(async () => {
    peer = await graphPeer()
    account = metaAccount('messenger', { addresses: ['117172741761305'], settings: { apiUrl: peer.url } })
  })
  afterEach(() => peer.close())

  it('hides, shows, likes and unlikes a comment', async () => {
    for (const action of messenger.moderations!) expect(await messenger.moderate!(action, '3_5', account, signal, tools)).to.include({ ok: true })
    expect(peer.calls.map(({ method, path, body }) => [method, path, body])).to.deep.equal([
      ['POST', '/3_5', { is_hidden: true }], ['POST', '/3_5', { is_hidden: false }], ['POST', '/3_5/likes', {}], ['DELETE', '/3_5/likes', {}],
    ])
  }) // prettier-ignore

  it('asks what a sender calls themselves, and takes no answer for an answer', async () => {
    const name = (value: string) => messenger.describeSender!({ type: 'psid', scope: '1', value, proof: 'transport' }, account, signal, tools)
    expect(await name('PSID-ayse')).to.deep.equal({ name: 'Ayşe Yılmaz' })
    expect(await name('PSID-private')).to.equal(null)
    peer.fault = { status: 503 }
    const busy = await name('PSID-ayse').catch((error: unknown) => error)
    expect(busy).to.be.instanceOf(ChannelUnavailable)
  }) // prettier-ignore

  it('fetches a file from a stranger’s host without our token', async () => {
    peer.files.set('7', { type: 'image/png', content: Buffer.from('png') })
    const seen: Record<string, string>[] = []
    const spying: ChannelTools = { ...tools, fetch: (url, request) => (seen.push(request?.headers ?? {}), tools.fetch(url, request)) }
    const error = await messenger.openAttachment!(`${peer.url}/v24.0/files/7`, account, signal, spying).catch((one: unknown) => one)
    expect(error).to.be.instanceOf(ChannelRejected)
    expect(JSON.stringify([seen, error])).not.to.contain(graphToken)
    const inside = await messenger.openAttachment!('http://169.254.169.254/latest', account, signal, tools).catch((one: unknown) => one)
    expect(inside).to.be.instanceOf(ChannelRejected)
  }) // prettier-ignore

  it('tests an account and says in Meta’s words what is wrong', async () => {
    const checks = await messenger.setup!.selfTest!(account, tools, signal)
    expect(checks.map(({ code, ok }) => [code, ok])).to.deep.equal([['meta_token', true], ['meta_address', true], ['meta_app_secret', true], ['meta_subscribed', true]])
    const other = { ...account, secrets: { ...account.secrets, appSecret: 'falsch' }, addresses: ['1'] }
    const wrong = await messenger.setup!.selfTest!(other, tools, signal)
    expect(wrong.filter(({ ok }) => !ok).map(({ code }) => code)).to.deep.equal(['meta_address', 'meta_app_secret'])
    expect(wrong[2]!.detail).to.contain('Invalid appsecret_proof')
    const spent = { ...account, secrets: { ...account.secrets, accessToken: 'spent-token' } }
    const [token, ...more] = await messenger.setup!.selfTest!(spent, tools, signal)
    expect(more).to.be.empty
    expect(token).to.deep.include({ code: 'meta_token', ok: false })
    const [connected] = await messenger.setup!.connect!(account, tools, signal)
    expect(connected).to.include({ code: 'meta_subscribed', ok: true })
    expect(peer.calls.at(-1)).to.deep.include({ method: 'POST', path: '/me/subscribed_apps' })
  }) // prettier-ignore
})
