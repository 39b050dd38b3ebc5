import { expect } from 'chai'
import type { ChannelAccount, DeliveryResult, OutboundMessage } from '../../../channels/channel.js'
import { x } from '../../../channels/social/x/index.js'
import { postWeight } from '../../../channels/social/x/length.js'
import { oauthHeader } from '../../../channels/social/x/oauth.js'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { peerTools } from '../../support/peers.js'
import { xKeys, xPeer, type XAnswer, type XPeer } from '../../support/x-peer.js'

const us = '1700000000000000001'
const them = '930524282358325248'
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

describe('answers by X', () => {
  let peer: XPeer
  let script: () => XAnswer | null
  let account: ChannelAccount
  beforeEach(async () => {
    script = () => null
    peer = await xPeer(() => script())
    account = { id: 'x1', channel: 'x', key: 'x', name: 'Çiçek Pazarı', addresses: [us], settings: { apiUrl: peer.url }, secrets: xKeys } // prettier-ignore
  })
  afterEach(() => peer.close())

  const send = (message: Partial<OutboundMessage> = {}, to = account): Promise<DeliveryResult> =>
    x.send({ ...outbound, ...message }, to, new AbortController().signal, peerTools)

  it('signs as the published example is signed', () => {
    const keys = {
      consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
      consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
      token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      tokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    }
    const once = { nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg', timestamp: 1_318_622_958 }
    const status = encodeURIComponent('Hello Ladies + Gentlemen, a signed OAuth request!')
    const header = (version: string): string =>
      oauthHeader('POST', `https://api.twitter.com/${version}/statuses/update.json?include_entities=true&status=${status}`, keys, once) // prettier-ignore
    expect(header('1')).to.contain('oauth_signature="tnnArxj06cWHq44gCs1OSKk%2FjLY%3D"')
    expect(header('1.1')).to.contain('oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"')
    expect(header('1')).to.match(/^OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", /)
  })

  it('writes to a person privately, signed', async () => {
    expect(await send()).to.deep.equal({ ok: true, externalIds: ['1900000000000000001'], state: 'sent' })
    expect(peer.calls).to.deep.equal([
      {
        method: 'POST',
        path: `/2/dm_conversations/with/${them}/messages`,
        body: { text: 'Merhaba' },
        signed: true,
      },
    ])
  })

  it('answers in public under the post, and refuses what is longer than a post before anybody sees it', async () => {
    const target = '1063212927510081536'
    expect((await send({ audience: 'public', target })).ok).to.equal(true)
    expect(peer.calls[0]).to.deep.include({ path: '/2/tweets', body: { text: 'Merhaba', reply: { in_reply_to_tweet_id: target } } }) // prettier-ignore
    expect(await send({ audience: 'public', target, text: 'ş'.repeat(281) })).to.include({ class: 'permanent', code: 'reply_too_long' }) // prettier-ignore
    expect(await send({ audience: 'public' })).to.include({ class: 'permanent', code: 'no_target' })
    expect(await send({ to: [{ address: 'ayse' }] })).to.include({ class: 'permanent', code: 'no_recipient' })
    expect(peer.calls).to.have.length(1)
  })

  it('counts a post as X does', () => {
    expect(postWeight('ş'.repeat(280))).to.equal(280)
    expect(postWeight('花')).to.equal(2)
    expect(postWeight('Bakınız https://cicekpazari.example/a/very/long/address?that=goes&on=and-on ')).to.equal(8 + 23 + 1) // prettier-ignore
    expect(postWeight('s\u0327')).to.equal(1)
  })

  const classes: [name: string, answer: XAnswer, kind: string][] = [
    ['an account that takes no messages', { status: 403, body: { errors: [{ code: 349, message: 'You cannot send messages to this user.' }] } }, 'permanent'],
    ['the same words twice', { status: 403, body: { status: 403, title: 'Forbidden', detail: 'You are not allowed to create a Tweet with duplicate content.' } }, 'permanent'],
    ['a post that is gone', { status: 400, body: { errors: [{ message: 'in_reply_to_tweet_id is not visible' }] } }, 'permanent'],
    ['an app without the right', { status: 403, body: { type: 'https://api.twitter.com/2/problems/oauth1-permissions', title: 'Forbidden' } }, 'config'],
    ['a plan that is used up', { status: 402, body: { title: 'CreditsDepleted' } }, 'config'],
    ['an expired token', { status: 401, body: { errors: [{ code: 89, message: 'Invalid or expired token.' }] } }, 'config'],
    ['X being over capacity', { status: 503, body: { errors: [{ code: 130, message: 'Over capacity' }] } }, 'retry'],
    ['a fault of X', { status: 500, body: {} }, 'unknown'],
    ['an answer without an id', { status: 201, body: { data: { text: 'Merhaba' } } }, 'unknown'],
    ['a connection cut after the request', 'cut', 'unknown'],
  ] // prettier-ignore
  for (const [name, answer, kind] of classes)
    it(`calls ${name} ${kind}`, async () => {
      script = () => answer
      expect(await send()).to.include({ ok: false, class: kind })
    })

  it('comes back when X says that its limit ends', async () => {
    script = () => ({ status: 429, body: { title: 'Too Many Requests' }, headers: { 'x-rate-limit-reset': '1795300000' } }) // prettier-ignore
    expect(await send()).to.deep.include({
      class: 'retry',
      code: '429',
      retryAt: new Date(1_795_300_000_000),
    })
  })

  it('asks a person when a key is missing, and tries again when nobody listens', async () => {
    expect(await send({}, { ...account, secrets: { ...xKeys, accessToken: '' } })).to.include({
      class: 'config',
      code: 'keys_missing',
    })
    await peer.close()
    expect(await send()).to.include({ class: 'retry' })
    peer = await xPeer()
  })

  it('tests an account honestly: whose keys these are', async () => {
    const test = async (to: ChannelAccount) => (await x.setup!.selfTest!(to, peerTools, new AbortController().signal))[0]! // prettier-ignore
    expect(await test(account)).to.deep.equal({ code: 'x_user', ok: true, detail: `@cicekpazari (${us})` })
    expect((await test({ ...account, addresses: ['5'] })).ok).to.equal(false)
    const wrong = await test({ ...account, secrets: { ...xKeys, accessTokenSecret: 'wrong' } })
    expect(wrong).to.deep.equal({ code: 'x_user', ok: false, detail: '401 Unauthorized' })
  })

  it('signs the way to files only for X’s own hosts', async () => {
    script = () => ({ status: 200, body: {} })
    const open = (ref: string, to = account) =>
      x.openAttachment!(ref, to, new AbortController().signal, peerTools)
    expect((await open(`${peer.url}/1.1/ton/v.png`)).type).to.equal('application/json')
    await open(`${peer.url}/1.1/ton/v.png`, { ...account, settings: {} })
    expect(peer.calls.map(({ signed }) => signed)).to.deep.equal([true, false])
  })

  it('says of a file whether it may be had later or never', async () => {
    const refused = async (answer: XAnswer): Promise<unknown> => {
      script = () => answer
      return x.openAttachment!(`${peer.url}/a.png`, account, new AbortController().signal, peerTools).catch((error: unknown) => error) // prettier-ignore
    }
    expect(await refused({ status: 404, body: {} })).to.be.instanceOf(ChannelRejected)
    expect(await refused({ status: 503, body: {} })).to.be.instanceOf(ChannelUnavailable)
    expect(await refused('cut')).to.be.instanceOf(ChannelUnavailable)
  })
})
