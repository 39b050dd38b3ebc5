import { expect } from 'chai'
import fc from 'fast-check'
import type { ChannelAccount, InboundMessage, NormalisedEvent } from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import { instagram } from '../../../channels/social/instagram/index.js'
import { hours, now } from '../../../server/lib/clock.js'
import { behavesLikeAChannel } from '../../support/channels.js'
import { graphPeer, type GraphFault, type GraphPeer } from '../../support/graph-peer.js'
import { expectRow, fixtureRows, metaAccount, metaLetter, rawBody, readFixture, signedRequest, unprovenRequests, withJunk } from '../../support/meta-fixtures.js' // prettier-ignore

const own = '17841400000000001'
const account = metaAccount('instagram', { addresses: [own] })
const peers: GraphPeer[] = []

async function at(fault: GraphFault | null): Promise<ChannelAccount> {
  const peer = await graphPeer(fault)
  peers.push(peer)
  return { ...account, settings: { apiUrl: peer.url } }
}

const read = (body: unknown): NormalisedEvent[] =>
  instagram.normalise(rawBody(body), account) as NormalisedEvent[]
const entry = (fields: object): unknown => ({
  object: 'instagram',
  entry: [{ id: own, time: 1_700_000_000, ...fields }],
})
const direct = (message: object, item: object = {}): unknown =>
  entry({
    messaging: [
      { sender: { id: 'IGSID1' }, recipient: { id: own }, timestamp: 1_700_000_000_000, message, ...item },
    ],
  })
const comment = (value: object, field = 'comments'): unknown =>
  entry({
    changes: [
      {
        field,
        value: {
          id: '179',
          text: 'Sipariş gelmedi',
          from: { id: 'IGSID1', username: 'ayse' },
          media: { id: '181' },
          ...value,
        },
      },
    ],
  })
const words = ([event, ...more]: NormalisedEvent[]): InboundMessage => {
  expect(more).to.be.empty
  if (event?.kind !== 'message' && event?.kind !== 'comment') throw new Error(`is ${JSON.stringify(event)}`)
  return event
}

describe('the Instagram channel', () => {
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(instagram, {
    account,
    deliveries: {
      'a text': rawBody(readFixture('chatwoot-instagram/message_create.json')),
      'a shared post': rawBody(direct({ mid: 'aWdf1', attachments: [{ type: 'share', payload: { url: 'https://lookaside.fbsbx.com/ig/a.jpg' } }] })),
      'a comment': rawBody(readFixture('meta-docs/instagram_comment.json')),
      'a comment under a live video': rawBody(comment({ id: '180' }, 'live_comments')),
    },
    echoes: {
      'our own answer': rawBody(direct({ mid: 'aWdf2', is_echo: true, text: 'Merhaba' }, { sender: { id: own }, recipient: { id: 'IGSID1' } })),
      'our own comment': rawBody(comment({ from: { id: own, username: 'gonca' } })),
      'our own comment under another id': rawBody(comment({ from: { id: '99', self_ig_scoped_id: own } })),
      'an echo of a mention in a story': rawBody(readFixture('chatwoot-instagram/story_mention_echo.json')),
    },
    proven: signedRequest('instagram', readFixture('chatwoot-instagram/message_create.json')),
    unproven: unprovenRequests('instagram'),
    outbound: metaLetter({ lastInboundAt: new Date(now().getTime() - hours(1)) }),
    externalIds: /^m_\d+$/,
    farEnds: async () => ({
      ok: await at(null),
      retry: await at({ error: { code: 4, message: 'Application request limit reached' } }),
      permanent: await at({ error: { code: 100, error_subcode: 2534014, message: 'The requested user cannot be found.' } }),
      window: await at({ error: { code: 10, error_subcode: 2534022, message: 'outside of allowed window' } }),
      config: await at({ status: 403, error: { code: 200, message: 'App does not have Advanced Access' } }),
      unknown: await at({ cut: true }),
    }),
  }) // prettier-ignore

  it('is found by its name', () => {
    expect(channels.instagram).to.equal(instagram)
  })

  for (const row of fixtureRows('instagram'))
    it(`reads ${row.file} as recorded`, () => {
      const events = instagram.normalise(
        rawBody(readFixture(row.file)),
        metaAccount('instagram'),
      ) as NormalisedEvent[]
      expectRow(row, events)
    })

  it('names our account as we know it, whichever of the two ids the entry bears', () => {
    const body = { object: 'instagram', entry: [{ id: '117172741761305', messaging: [{ sender: { id: 'IGSID1' }, recipient: { id: own }, message: { mid: 'm', text: 'a' } }] }] } // prettier-ignore
    const message = words(read(body))
    expect(message.recipient).to.equal(own)
    expect(message.sender).to.deep.equal([{ type: 'igsid', scope: own, value: 'IGSID1', proof: 'transport' }])
  })

  it('takes a mention in a story and an answer to one for the customer’s words, with the story at hand', () => {
    const mention = words(read(direct({ mid: 'm', attachments: [{ type: 'story_mention', payload: { url: 'https://lookaside.fbsbx.com/s/1' } }] })))
    expect(mention.attachments).to.have.length(1)
    const answer = words(read(direct({ mid: 'm2', text: 'Bu ne?', reply_to: { story: { id: '555', url: 'https://lookaside.fbsbx.com/s/2' } } })))
    expect(answer).to.include({ inReplyTo: '555', permalink: 'https://lookaside.fbsbx.com/s/2' })
  }) // prettier-ignore

  it('takes a post that comes as two parts once, a heart for words, and no relative path for a file', () => {
    const payload = { url: 'https://lookaside.fbsbx.com/ig/p.jpg', title: 'Lale' }
    const twice = words(read(direct({ mid: 'm', attachments: [{ type: 'share', payload }, { type: 'ig_post', payload }] })))
    expect(twice.attachments).to.have.length(1)
    expect(words(read(direct({ mid: 'm', attachments: [{ type: 'like_heart' }] }))).text).to.equal('❤️')
    expect(words(read(direct({ mid: 'm', attachments: [{ type: 'ig_reel', payload: { url: '/reel/123' } }] })))).to.deep.include({ text: '/reel/123', attachments: [] })
  }) // prettier-ignore

  it('reads what accounts with Instagram’s own login are sent', () => {
    const value = { sender: { id: 'IGSID1' }, recipient: { id: own }, timestamp: '1527459824', message: { mid: 'm', text: 'merhaba' } } // prettier-ignore
    expect(words(read(entry({ changes: [{ field: 'messages', value }] })))).to.include({
      text: 'merhaba',
      direction: 'in',
    })
    const bare = entry({ field: 'comments', value: { id: '179', text: 'Nerede?', from: { id: 'IGSID1', username: 'ayse' }, media: { id: '181' } } }) // prettier-ignore
    expect(words(read(bare))).to.include({ kind: 'comment', text: 'Nerede?', externalThreadId: '181' })
  })

  it('follows an edit, a reaction and reading', () => {
    const item = { sender: { id: 'IGSID1' }, recipient: { id: own }, timestamp: 1_700_000_000_000 }
    const events = read(entry({ messaging: [{ ...item, message_edit: { mid: 'm', text: 'yeni', num_edit: 1 } }, { ...item, reaction: { mid: 'm', action: 'react', reaction: 'love' } }, { ...item, read: { mid: 'm' } }] })) // prettier-ignore
    expect(events.map(({ kind }) => kind)).to.deep.equal(['edit', 'reaction', 'receipt'])
    expect(events[1]).to.include({ target: 'm', emoji: '❤️' })
  })

  it('passes over a mention whose words are not told, saying why', () => {
    expect(read(comment({ id: undefined, text: undefined, comment_id: '4', media_id: '5' }, 'mentions'))).to.deep.equal([{ kind: 'ignored', reason: 'mention_without_text' }]) // prettier-ignore
  })

  it('never throws on a body that is JSON, whatever is put where', () => {
    const bodies = fixtureRows('instagram').map(
      (row) => JSON.parse(readFixture(row.file).toString()) as unknown,
    )
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.jsonValue(), fc.nat(), (body, junk, where) => {
        for (const event of read(withJunk(body, junk, where))) expect(event.kind).to.be.a('string')
      }),
      { numRuns: 300 },
    )
  })
})
