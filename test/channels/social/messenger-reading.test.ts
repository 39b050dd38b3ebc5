import { expect } from 'chai'
import fc from 'fast-check'
import type { ChannelAccount, InboundMessage, NormalisedEvent } from '../../../channels/channel.js'
import { messenger } from '../../../channels/social/messenger/index.js'
import { fixtureRows, metaAccount, rawBody, readFixture, withJunk } from '../../support/meta-fixtures.js'

const page = '117172741761305'
const account = metaAccount('messenger', { addresses: [page] })
const read = (body: unknown, with_: ChannelAccount = account): NormalisedEvent[] =>
  messenger.normalise(rawBody(body), with_) as NormalisedEvent[]

const from = (item: object): unknown => ({
  object: 'page',
  entry: [{ id: page, time: 1, messaging: [{ sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: 1_700_000_000_000, ...item }] }],
}) // prettier-ignore
const feed = (value: object): unknown => ({
  object: 'page',
  entry: [{ id: page, time: 1_700_000_000, changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', post_id: `${page}_3`, comment_id: '3_5', from: { id: 'PSID1', name: 'Ayşe' }, message: 'Güller soldu', ...value } }] }],
}) // prettier-ignore
const words = (events: NormalisedEvent[]): InboundMessage => {
  const [event, ...more] = events
  expect(more).to.be.empty
  if (event?.kind !== 'message' && event?.kind !== 'comment') throw new Error(`is ${JSON.stringify(event)}`)
  return event
}

describe('what Messenger delivers', () => {
  it('knows the writer of an echo, and our own reference in it', () => {
    const echo = words(read(from({ sender: { id: page }, recipient: { id: 'PSID1' }, message: { mid: 'm_3', is_echo: true, text: 'Merhaba', metadata: 'redress.1' } }))) // prettier-ignore
    expect(echo).to.include({ direction: 'echo', ownReference: 'redress.1', recipient: page })
    expect(echo.sender).to.deep.equal([{ type: 'psid', scope: page, value: 'PSID1', proof: 'transport' }])
    expect(
      words(read(from({ message: { mid: 'm_4', text: 'a', metadata: 'redress.1' } }))),
    ).not.to.have.property('ownReference')
  })

  it('takes thumbs for words, links and cards for text, files for references, and fetches no relative path', () => {
    const parts = (...attachments: object[]): InboundMessage => words(read(from({ message: { mid: 'm_5', attachments } })))
    expect(parts({ type: 'image', payload: { sticker_id: 369239263222822, url: 'https://x.example/t.png' } })).to.deep.include({ text: '👍', attachments: [] })
    expect(parts({ type: 'fallback', title: 'Gonca', url: 'https://gonca.example/urun' }).text).to.equal('Gonca\nhttps://gonca.example/urun')
    expect(parts({ type: 'share', payload: { url: 'https://www.facebook.com/1_3' } })).to.deep.include({ text: 'https://www.facebook.com/1_3', attachments: [] })
    expect(parts({ type: 'file', payload: { url: 'My Documents/foo.doc' } })).to.deep.include({ text: 'My Documents/foo.doc', attachments: [] })
    expect(parts({ type: 'file', payload: { url: 'file:///etc/passwd' } }).attachments).to.be.empty
    expect(parts({ type: 'location', title: 'Evim', payload: { coordinates: { lat: 41.01, long: 28.97 } } }).location).to.deep.equal({ lat: 41.01, lon: 28.97, label: 'Evim' })
    const [file] = parts({ type: 'file', payload: { url: 'https://cdn.fbsbx.com/v/fatura.pdf?oh=2' } }).attachments
    expect(file).to.deep.include({ name: 'fatura.pdf', ref: 'https://cdn.fbsbx.com/v/fatura.pdf?oh=2' })
  }) // prettier-ignore

  it('knows what a message answers, and when it was taken back', () => {
    expect(
      words(read(from({ message: { mid: 'm_6', text: 'a', reply_to: { mid: 'm_1' } } }))).inReplyTo,
    ).to.equal('m_1')
    const [event] = read(from({ message: { mid: 'm_6', is_deleted: true } }))
    expect(event).to.deep.include({ kind: 'delete', target: 'm_6', at: new Date(1_700_000_000_000) })
  })

  it('says by whom everything up to an instant, or which messages, were read', () => {
    const [event] = read(from({ delivery: { mids: ['m_1', 'm_2'], watermark: 1_700_000_000_000 } }))
    expect(event).to.deep.include({ kind: 'receipt', items: [{ externalId: 'm_1', state: 'delivered' }, { externalId: 'm_2', state: 'delivered' }] }) // prettier-ignore
    const [seen] = read(from({ read: { watermark: 1_700_000_000_000 } }))
    expect(seen).to.deep.include({ items: [{ watermark: new Date(1_700_000_000_000), state: 'read' }], by: { type: 'psid', scope: page, value: 'PSID1', proof: 'transport' } }) // prettier-ignore
  })

  for (const [stamp, iso] of [
    [1_700_000_000, 'epoch seconds'],
    [1_700_000_000_000, 'epoch milliseconds'],
    ['1700000000', 'seconds as text'],
    ['2023-11-14T22:13:20+0000', 'ISO 8601'],
  ] as const)
    // prettier-ignore
    it(`reads ${iso} as the same instant`, () => {
      expect(words(read(from({ timestamp: stamp, message: { mid: 'm', text: 'a' } }))).sentAt).to.deep.equal(new Date(1_700_000_000_000)) // prettier-ignore
    })

  it('keeps the writer, the post and the parent of a public comment', () => {
    const comment = words(read(feed({ parent_id: '3_4', created_time: 1_700_000_000, photo: 'https://scontent.fbcdn.net/p.jpg' })))
    expect(comment).to.deep.include({ kind: 'comment', audience: 'public', externalThreadId: `${page}_3`, inReplyTo: '3_4', senderName: 'Ayşe' })
    expect(comment.attachments.map(({ ref }) => ref)).to.deep.equal(['https://scontent.fbcdn.net/p.jpg'])
    expect(words(read(feed({ parent_id: `${page}_3` })))).not.to.have.property('inReplyTo')
  }) // prettier-ignore

  it('takes a comment whose writer Meta keeps to itself, as nobody known', () => {
    const [first, second] = ['3_5', '3_6'].map(
      (id) => words(read(feed({ from: undefined, comment_id: id }))).sender[0]!,
    )
    expect(first).to.include({ proof: 'none' })
    expect(first!.value).not.to.equal(second!.value)
  })

  it('follows an edited and a deleted comment, and takes a visitor’s post on the page for words', () => {
    expect(read(feed({ verb: 'edited', message: 'Güller geldi' }))[0]).to.deep.include({ kind: 'edit', target: '3_5', text: 'Güller geldi' })
    expect(read(feed({ verb: 'remove', message: undefined }))[0]).to.deep.include({ kind: 'delete', target: '3_5' })
    expect(words(read(feed({ item: 'status', comment_id: undefined, post_id: `${page}_9` })))).to.include({ externalId: `${page}_9`, audience: 'public' })
  }) // prettier-ignore

  const quiet: Record<string, [body: unknown, reason: string]> = {
    'a comment that the page hid, which its writer did not delete': [
      feed({ verb: 'hide' }),
      'feed_verb_hide',
    ],
    'a verb nobody has heard of': [feed({ verb: 'boosted' }), 'feed_verb_boosted'],
    'the page’s own post': [feed({ item: 'post', from: { id: page } }), 'own_post'],
    'a like': [feed({ item: 'like' }), 'feed_like'],
    'a visit by an advertisement': [from({ referral: { ref: 'ad' } }), 'referral'],
    'an opt-in of a visitor whom nobody can write to': [from({ sender: { user_ref: 'u' }, recipient: {}, optin: { ref: 'x' } }), 'no_sender'], // prettier-ignore
    'a payment': [from({ payment: { payload: 'x' } }), 'payment'],
    'the button Test of the dashboard': [{ object: 'page', entry: [{ id: '0', messaging: [{ sender: { id: '1' }, message: { mid: 'm' } }] }] }, 'test_event'], // prettier-ignore
    'another product’s body': [{ object: 'instagram', entry: [] }, 'other_object'],
    'another field of the page': [{ object: 'page', entry: [{ id: page, changes: [{ field: 'leadgen', value: {} }] }] }, 'field_leadgen'], // prettier-ignore
  }
  for (const [name, [body, reason]] of Object.entries(quiet))
    it(`passes over ${name}, saying why`, () => {
      expect(read(body)).to.deep.equal([{ kind: 'ignored', reason }])
    })

  it('takes what is written while another app leads for the customer’s words, unless the account leaves it out', () => {
    const body = { object: 'page', entry: [{ id: page, standby: [{ sender: { id: 'PSID1' }, recipient: { id: page }, message: { mid: 'm', text: 'duyan var mı' } }] }] } // prettier-ignore
    expect(words(read(body)).text).to.equal('duyan var mı')
    expect(read(body, { ...account, settings: { ignoreStandby: true } })).to.deep.equal([
      { kind: 'ignored', reason: 'standby' },
    ])
  })

  it('loses no neighbour of an element that cannot be read, wherever it stands', () => {
    const good = ['bir', 'iki'].map((text, index) => ({ sender: { id: 'PSID1' }, recipient: { id: page }, message: { mid: `m_${index}`, text } }))
    const bad = [null, 7, 'x', [], { message: 5 }, { sender: null, message: { mid: 'q' } }, { sender: { id: {} }, message: { mid: 'q', text: {} } }]
    for (let place = 0; place <= bad.length; place++) {
      const messaging = [...bad.slice(0, place), good[0], ...bad.slice(place), good[1]]
      const events = read({ object: 'page', entry: [null, { id: page, messaging }, 3, { id: page, changes: 'no' }] })
      expect(events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))).to.deep.equal(['bir', 'iki'])
      expect(events.filter(({ kind }) => kind === 'ignored').length).to.equal(bad.length + 3)
    }
  }) // prettier-ignore

  it('never throws on a body that is JSON, whatever is put where', () => {
    const bodies = [...fixtureRows('messenger'), ...fixtureRows('instagram')].map((row) => JSON.parse(readFixture(row.file).toString()) as unknown)
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.jsonValue(), fc.nat(), (body, junk, where) => {
        const mutated = withJunk({ ...(body as object), object: 'page' }, junk, where)
        for (const event of read(mutated)) expect(event.kind).to.be.a('string')
      }),
      { numRuns: 400 },
    )
  }) // prettier-ignore
})
