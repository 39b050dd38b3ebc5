import { expect } from 'chai'
import fc from 'fast-check'
import type {
  ChannelAccount,
  ChannelAdapter,
  InboundMessage,
  NormalisedEvent,
} from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import * as cloud from '../../../channels/social/whatsapp-cloud/index.js'
import { hours, now } from '../../../server/lib/clock.js'
import { behavesLikeAChannel } from '../../support/channels.js'
import { graphPeer, type GraphFault, type GraphPeer } from '../../support/graph-peer.js'
import { expectRow, fixtureRows, metaAccount, metaLetter, rawBody, readFixture, signedRequest, unprovenRequests, withJunk } from '../../support/meta-fixtures.js' // prettier-ignore

const own = '1122334455667'
const account = metaAccount('whatsapp', { addresses: [own], settings: { provider: 'cloud' } })
const peers: GraphPeer[] = []

/** The cloud's half of the channel by itself; which provider an account has is the channel's matter. */
const adapter: ChannelAdapter = {
  kind: 'whatsapp',
  caps: channels.whatsapp.caps,
  authenticate: cloud.authenticate,
  handshake: cloud.handshake,
  normalise: cloud.normalise,
  replyWindow: cloud.replyWindow,
  send: cloud.send,
  openAttachment: cloud.openAttachment,
}

async function at(fault: GraphFault | null): Promise<ChannelAccount> {
  const peer = await graphPeer(fault)
  peers.push(peer)
  return { ...account, settings: { apiUrl: peer.url } }
}

const read = (body: unknown): NormalisedEvent[] => cloud.normalise(rawBody(body))
const change = (value: object, field = 'messages'): unknown => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes: [{ field, value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '902125550000', phone_number_id: own }, ...value } }] }],
}) // prettier-ignore
const message = (fields: object, value: object = {}): unknown =>
  change({ contacts: [{ profile: { name: 'Ayşe' }, wa_id: '905321112233', user_id: 'TR.1349' }], messages: [{ from: '905321112233', id: 'wamid.1', timestamp: '1700000000', ...fields }], ...value }) // prettier-ignore
const words = ([event, ...more]: NormalisedEvent[]): InboundMessage => {
  expect(more).to.be.empty
  if (event?.kind !== 'message') throw new Error(`is ${JSON.stringify(event)}`)
  return event
}

describe('WhatsApp by Meta’s own cloud', () => {
  after(() => Promise.all(peers.map((peer) => peer.close())))

  behavesLikeAChannel(adapter, {
    account,
    deliveries: {
      'a text': rawBody(message({ id: 'wamid.a', type: 'text', text: { body: 'Siparişim gelmedi' } })),
      'a document': rawBody(message({ id: 'wamid.b', type: 'document', document: { id: '77', mime_type: 'application/pdf', filename: 'fatura.pdf' } })),
      'a place': rawBody(message({ id: 'wamid.c', type: 'location', location: { latitude: 41, longitude: 29 } })),
      'something WhatsApp does not hand over': rawBody(readFixture('pywa-whatsapp/message/unsupported.json')),
    },
    echoes: { 'an answer from the shop’s own phone': rawBody(readFixture('pywa-whatsapp/outgoing_message/text.json')) },
    proven: signedRequest('whatsapp', readFixture('pywa-whatsapp/message/text.json')),
    unproven: unprovenRequests('whatsapp'),
    outbound: metaLetter({ from: { address: own }, to: [{ address: '+905321112233' }], lastInboundAt: new Date(now().getTime() - hours(1)) }),
    externalIds: /^wamid\.\d+$/,
    farEnds: async () => ({
      ok: await at(null),
      retry: await at({ error: { code: 130429, message: 'Rate limit hit' } }),
      permanent: await at({ error: { code: 131026, message: 'Message undeliverable' } }),
      window: await at({ error: { code: 131047, message: 'Re-engagement message' } }),
      optout: await at({ error: { code: 131050, message: 'User has stopped marketing messages' } }),
      config: await at({ status: 401, error: { code: 190, message: 'Access token has expired' } }),
      unknown: await at({ cut: true }),
    }),
  }) // prettier-ignore

  for (const row of fixtureRows('whatsapp'))
    it(`reads ${row.file} as recorded`, () => {
      expectRow(row, cloud.normalise(rawBody(readFixture(row.file))))
    })

  it('knows a customer by number and by the id that stays when the number is hidden', () => {
    const both = words(read(message({ type: 'text', text: { body: 'a' } }))).sender
    expect(both).to.deep.equal([
      { type: 'phone', scope: '', value: '+905321112233', proof: 'transport' },
      { type: 'wa_bsuid', scope: own, value: 'TR.1349', proof: 'transport' },
    ])
    const hidden = words(read(change({ messages: [{ from_user_id: 'TR.1349', id: 'wamid.2', type: 'text', text: { body: 'a' } }] })))
    expect(hidden.sender.map(({ value }) => value)).to.deep.equal(['TR.1349'])
  }) // prettier-ignore

  it('gives nobody the name or the id of another contact in the same delivery', () => {
    const body = message({ from: '905559998877', type: 'text', text: { body: 'a' } })
    expect(words(read(body))).to.deep.include({ senderName: '', sender: [{ type: 'phone', scope: '', value: '+905559998877', proof: 'transport' }] }) // prettier-ignore
  })

  it('tells a changed number and a phone that is no longer the same', () => {
    const [renumbered] = read(
      JSON.parse(readFixture('pywa-whatsapp/system/phone_number_change.json').toString()),
    )
    expect(renumbered).to.deep.include({ kind: 'identity', change: 'renumbered' })
    expect(renumbered).to.have.nested.property('to.value', '+972912345678')
    const [doubt] = read(JSON.parse(readFixture('pywa-whatsapp/system/identity_change.json').toString()))
    expect(doubt).to.deep.include({ kind: 'identity', change: 'trust-lost' })
    expect(doubt).to.have.nested.property('from.value', '+972987654321')
  })

  it('hands our reference back with a receipt, and the code of a failure', () => {
    const [sent] = read(JSON.parse(readFixture('pywa-whatsapp/message_status/with_tracker.json').toString()))
    expect(sent).to.deep.include({
      items: [{ externalId: 'wamid.xyzxyz', reference: 'some data', state: 'sent' }],
    })
    const [failed] = read(JSON.parse(readFixture('pywa-whatsapp/message_status/failed.json').toString()))
    if (failed?.kind !== 'receipt') throw new Error('no receipt')
    expect(failed.items[0]).to.include({ state: 'failed', code: '130472' })
    expect(cloud.classOfWhatsAppCode('131050')).to.equal('optout')
    expect(cloud.classOfWhatsAppCode('1')).to.equal('permanent')
  })

  it('notes who wants nothing more, and who does again', () => {
    const wish = (value: string): NormalisedEvent[] => read(change({ user_preferences: [{ wa_id: '905321112233', category: 'marketing_messages', value }] }, 'user_preferences')) // prettier-ignore
    expect(wish('stop')[0]).to.deep.include({ kind: 'optout', word: 'marketing_messages' })
    expect(wish('resume')[0]).to.deep.include({ kind: 'optin' })
    expect(wish('perhaps')).to.deep.equal([{ kind: 'ignored', reason: 'unknown_preference' }])
  })

  it('takes for our own what is done on the shop’s phone', () => {
    const [edit] = read(JSON.parse(readFixture('pywa-whatsapp/outgoing_message/edit.json').toString()))
    expect(edit).to.deep.include({ kind: 'edit', target: 'wamid.zzzzzz', text: 'Text was edited' })
    const echo = words(read(JSON.parse(readFixture('pywa-whatsapp/outgoing_message/text.json').toString())))
    expect(echo).to.include({ direction: 'echo', text: 'Test message' })
  })

  const quiet: Record<string, [body: unknown, reason: string]> = {
    'what is said in a group': [
      message({ type: 'text', text: { body: 'a' }, group_id: 'g1' }),
      'group_message',
    ],
    'a restricted account': [change({ event: 'ACCOUNT_RESTRICTION' }, 'account_update'), 'account_update:account_restriction'], // prettier-ignore
    'a deleted message of ours': [
      change({ statuses: [{ id: 'wamid.1', status: 'deleted' }] }),
      'status_deleted',
    ],
    'a message from nobody': [change({ messages: [{ id: 'wamid.1', type: 'text', text: { body: 'a' } }] }), 'no_sender'], // prettier-ignore
    'a news of the system that nobody has heard of': [message({ type: 'system', system: { type: 'new_thing' } }), 'system_new_thing'], // prettier-ignore
  }
  for (const [name, [body, reason]] of Object.entries(quiet))
    it(`passes over ${name}, saying why`, () => {
      expect(read(body)).to.deep.equal([{ kind: 'ignored', reason }])
    })

  it('loses no message beside one that cannot be read', () => {
    const good = { from: '905321112233', id: 'wamid.9', type: 'text', text: { body: 'iyi' } }
    const events = read(change({ messages: [null, { type: 7 }, { ...good, text: 5 }, good], statuses: [3, { id: {}, status: 'read' }] })) // prettier-ignore
    const texts = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))
    expect(texts).to.deep.equal(['', 'iyi'])
    expect(events).to.have.length(6)
  })

  it('never throws on a body that is JSON, whatever is put where', () => {
    const bodies = fixtureRows('whatsapp').map(
      (row) => JSON.parse(readFixture(row.file).toString()) as unknown,
    )
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.jsonValue(), fc.nat(), (body, junk, where) => {
        for (const event of read(withJunk(body, junk, where))) expect(event.kind).to.be.a('string')
      }),
      { numRuns: 400 },
    )
  })
})
