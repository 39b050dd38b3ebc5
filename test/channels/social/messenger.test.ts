import { expect } from 'chai'
import type { ChannelAccount, NormalisedEvent, RawRequest } from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import { messenger } from '../../../channels/social/messenger/index.js'
import { hours, now } from '../../../server/lib/clock.js'
import { behavesLikeAChannel } from '../../support/channels.js'
import { graphPeer, type GraphFault, type GraphPeer } from '../../support/graph-peer.js'
import { expectRow, fixtureRows, metaAccount, metaLetter, rawBody, readFixture, signedRequest, unprovenRequests } from '../../support/meta-fixtures.js' // prettier-ignore

const page = '117172741761305'
const account = metaAccount('messenger', { addresses: [page] })
const peers: GraphPeer[] = []

async function at(fault: GraphFault | null): Promise<ChannelAccount> {
  const peer = await graphPeer(fault)
  peers.push(peer)
  return { ...account, settings: { apiUrl: peer.url } }
}

const from = (item: object): unknown => ({
  object: 'page',
  entry: [{ id: page, time: 1, messaging: [{ sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: 1_700_000_000_000, ...item }] }],
}) // prettier-ignore
const feed = (value: object): unknown => ({
  object: 'page',
  entry: [{ id: page, time: 1_700_000_000, changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', post_id: `${page}_3`, comment_id: '3_5', from: { id: 'PSID1', name: 'Ayşe' }, message: 'Güller soldu', ...value } }] }],
}) // prettier-ignore
describe('the Messenger channel', () => {
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(messenger, {
    account,
    deliveries: {
      'a text': rawBody(readFixture('chatwoot-facebook/text.json')),
      'a public comment': rawBody(readFixture('chatwoot-facebook/feed_comment_add.json')),
      'a picture': rawBody(from({ message: { mid: 'm_2', attachments: [{ type: 'image', payload: { url: 'https://scontent.xx.fbcdn.net/v/a.jpg?oh=1' } }] } })),
      'a pressed button': rawBody(from({ postback: { title: 'Şikâyetim var', payload: 'COMPLAIN' } })),
    },
    echoes: {
      'our own answer': rawBody(from({ sender: { id: page }, recipient: { id: 'PSID1' }, message: { mid: 'm_3', is_echo: true, text: 'Merhaba', metadata: 'redress.1' } })),
      'our own answer that nobody marked': rawBody(from({ sender: { id: page }, recipient: { id: 'PSID1' }, message: { mid: 'm_4', text: 'Merhaba' } })),
      'our own comment': rawBody(feed({ from: { id: page, name: 'Gonca' } })),
    },
    proven: signedRequest('messenger', readFixture('chatwoot-facebook/text.json')),
    unproven: unprovenRequests('messenger'),
    outbound: metaLetter({ lastInboundAt: new Date(now().getTime() - hours(1)) }),
    externalIds: /^m_\d+$/,
    farEnds: async () => ({
      ok: await at(null),
      retry: await at({ error: { code: 613, message: 'Calls to this api have exceeded the rate limit.' } }),
      permanent: await at({ error: { code: 551, message: "This person isn't available right now." } }),
      window: await at({ error: { code: 10, error_subcode: 2018278, message: '(#10) This message is sent outside of allowed window.' } }),
      config: await at({ status: 401, error: { code: 190, message: 'Error validating access token' } }),
      unknown: await at({ cut: true }),
    }),
  }) // prettier-ignore

  it('is found by its name', () => {
    expect(channels.messenger).to.equal(messenger)
  })

  for (const row of fixtureRows('messenger'))
    it(`reads ${row.file} as recorded`, () => {
      expectRow(
        row,
        messenger.normalise(rawBody(readFixture(row.file)), metaAccount('messenger')) as NormalisedEvent[],
      )
    })

  it('checks the signature over the bytes as they came, not over what JSON makes of them', () => {
    const { secret, rawBody: bytes } = JSON.parse(readFixture('signature.json').toString()) as {
      secret: string
      rawBody: string
    }
    const with_ = { ...account, secrets: { ...account.secrets, appSecret: secret } }
    const signed = signedRequest('messenger', Buffer.from(bytes), secret)
    expect(messenger.authenticate(signed, with_).ok).to.equal(true)
    const again = Buffer.from(JSON.stringify(JSON.parse(bytes)))
    expect(messenger.authenticate({ ...signed, body: again }, with_).ok).to.equal(false)
  })

  describe('when Meta asks whether the URL is ours', () => {
    const [path = ''] = /\?.*/.exec(readFixture('meta-docs/hub_challenge.txt').toString().trim()) ?? []
    const asked = (query: Record<string, string>): RawRequest => ({ ...signedRequest('messenger', Buffer.alloc(0)), method: 'GET', query }) // prettier-ignore
    const right = Object.fromEntries(new URLSearchParams(path))

    it('answers the challenge in plain text', () => {
      expect(messenger.handshake!(asked(right), account)).to.deep.equal({
        status: 200,
        type: 'text/plain',
        body: '1158201444',
      })
    })

    const wrong: Record<string, Record<string, string>> = {
      'another token': { ...right, 'hub.verify_token': 'meatyhamhocK' },
      'no token': { 'hub.mode': 'subscribe', 'hub.challenge': '1' },
      'another mode': { ...right, 'hub.mode': 'unsubscribe' },
      'nested names': {
        'hub[mode]': 'subscribe',
        'hub[verify_token]': 'meatyhamhock',
        'hub[challenge]': '1',
      },
      'no challenge': { 'hub.mode': 'subscribe', 'hub.verify_token': 'meatyhamhock' },
    }
    for (const [name, query] of Object.entries(wrong))
      it(`refuses ${name} and tells nothing`, () => {
        const reply = messenger.handshake!(asked(query), account)
        expect(reply).to.include({ status: 403 })
        expect(reply!.body).not.to.include('1158201444')
      })

    it('refuses everybody while the account has no token, and minds only its own questions', () => {
      expect(messenger.handshake!(asked(right), { ...account, secrets: {} })).to.include({ status: 403 })
      expect(messenger.handshake!(asked({ page: '1' }), account)).to.equal(null)
      expect(messenger.handshake!(signedRequest('messenger', Buffer.alloc(0)), account)).to.equal(null)
    })
  })
})
