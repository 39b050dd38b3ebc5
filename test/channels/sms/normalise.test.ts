import { expect } from 'chai'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import type { ChannelAccount, InboundMessage, NormalisedEvent } from '../../../channels/channel.js'
import { normaliseTwilio } from '../../../channels/sms/twilio/normalise.js'

interface Expected {
  kind: 'message' | 'receipt'
  id: string
  text?: string
  from?: string
  name?: string
  proof?: string
  identities?: string[]
  files?: string[]
  location?: InboundMessage['location']
  answers?: string
  consent?: 'optout' | 'optin' | null
  state?: string
  code?: string | null
}

const folder = new URL('../../fixtures/sms/', import.meta.url)
const expectations = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Record<string, Expected> // prettier-ignore
const receivedAt = new Date('2026-11-21T12:00:00Z')

function read(body: string | Buffer, channel: 'sms' | 'whatsapp' = 'sms', query?: object): NormalisedEvent[] {
  const account = { channel, addresses: ['+14155550100'], settings: {}, secrets: {} } as unknown as ChannelAccount // prettier-ignore
  const transport: Record<string, string> = query ? { query: JSON.stringify(query) } : {}
  return normaliseTwilio({ id: 'r', bytes: Buffer.from(body), receivedAt, transport }, account)
}

function messageIn(events: NormalisedEvent[]): InboundMessage {
  const [first] = events
  expect(first?.kind).to.equal('message')
  return first as InboundMessage
}

describe('A webhook of Twilio', () => {
  it('has an expectation for every recorded body, and a body for every expectation', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.form'))
    expect(Object.keys(expectations)).to.have.members(files)
  })

  for (const [file, wanted] of Object.entries(expectations))
    it(`is read rightly from ${file}`, () => {
      const channel = /^(wa|whatsapp)_/.test(file) ? 'whatsapp' : 'sms'
      const events = read(readFileSync(new URL(file, folder)), channel)
      if (wanted.kind === 'receipt') expectReceipt(events, wanted)
      else expectMessage(events, wanted)
    })

  it('unpacks a text that Twilio packed and cut within a letter, and leaves alone what only looks packed', () => {
    const text = 'Güllerim soldu ve kutusu ezilmişti, hemen iade istiyorum. Çok üzgünüm ş'
    const cut = Buffer.from(text).subarray(0, -1)
    const body = (packed: Buffer): string => `MessageSid=SM1&From=%2B1415&Body=${encodeURIComponent(packed.toString('base64'))}` // prettier-ignore
    expect(messageIn(read(body(cut))).text).to.equal(text.slice(0, -1))
    expect(messageIn(read(body(Buffer.from(text)))).text).to.equal(text)
    const broken = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x20])])
    expect(messageIn(read(body(broken))).text).to.equal(broken.toString('base64'))
  })

  it('reads a flat JSON object also behind white space or a byte order mark', () => {
    const json = JSON.stringify({ MessageSid: 'SM1', From: '+14155550111', Body: 'iade', NumMedia: 0 })
    for (const before of ['', '\n  ', '\ufeff'])
      expect(messageIn(read(before + json)), JSON.stringify(before)).to.include({ externalId: 'SM1', text: 'iade' }) // prettier-ignore
  })

  it('gives a receipt the reference that the callback’s address carries', () => {
    const form = 'MessageSid=SM1&MessageStatus=delivered'
    expect(read(form, 'sms', { reference: 'redress.7q2' })).to.deep.equal([
      { kind: 'receipt', items: [{ externalId: 'SM1', reference: 'redress.7q2', state: 'delivered' }] },
    ])
    expect(read('MessageStatus=read', 'sms', { reference: 'redress.7q2' })).to.deep.equal([
      { kind: 'receipt', items: [{ reference: 'redress.7q2', state: 'read' }] },
    ])
    for (const query of [null, [], 'x', { reference: 1 }, { reference: { $ne: '' } }])
      expect(read(form, 'sms', query as object)).to.deep.equal([
        { kind: 'receipt', items: [{ externalId: 'SM1', state: 'delivered' }] },
      ])
  })

  it('tells a failure’s code and words, and calls a cancelled message failed', () => {
    const failed = 'MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003&ErrorMessage=Unreachable'
    expect(read(failed)).to.deep.equal([
      {
        kind: 'receipt',
        items: [{ externalId: 'SM1', state: 'failed', code: '30003', detail: 'Unreachable', class: 'retry' }],
      },
    ])
    expect(read('MessageSid=SM1&MessageStatus=canceled')).to.deep.equal([
      { kind: 'receipt', items: [{ externalId: 'SM1', state: 'failed', code: 'canceled' }] },
    ])
  })

  it('says nothing of a message that is only on its way, and nothing of states it does not know', () => {
    for (const status of ['queued', 'accepted', 'scheduled', 'sending', 'constructor', 'teleported'])
      expect(read(`MessageSid=SM1&MessageStatus=${status}`)).to.deep.equal([
        { kind: 'ignored', reason: `status_${status}` },
      ])
  })

  it('takes what is marked as received for a message, not for a receipt', () => {
    const form = 'MessageSid=SM1&SmsStatus=received&From=%2B905321234567&Body=selam'
    expect(messageIn(read(form)).text).to.equal('selam')
  })

  it('keeps the number it came to when the account lists it, and stays with the account when not', () => {
    const form = 'MessageSid=SM1&From=%2B905321234567&Body=selam&To='
    expect(messageIn(read(`${form}%2B14155550100`)).recipient).to.equal('+14155550100')
    expect(messageIn(read(`${form}%2B14155550199`)).recipient).to.equal(undefined)
    expect(messageIn(read(`${form}whatsapp%3A%2B14155550100`, 'whatsapp')).recipient).to.equal('+14155550100')
  })

  it('does not take every long word for base64', () => {
    const word = 'a'.repeat(64)
    const packed = Buffer.from([...Array(60).keys()]).toString('base64')
    for (const body of [word, packed, 'https://kargo.example/takip/ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefgh'])
      expect(messageIn(read(new URLSearchParams({ MessageSid: 'S', From: '+905321234567', Body: body }).toString())).text).to.equal(body)
  }) // prettier-ignore

  it('leaves out a place that is none', () => {
    const at = (lat: string, lon: string): unknown => messageIn(read(`MessageSid=S&From=%2B905321234567&Latitude=${lat}&Longitude=${lon}`)).location // prettier-ignore
    expect(at('41.0', '28.9')).to.deep.equal({ lat: 41, lon: 28.9 })
    for (const [lat, lon] of [
      ['91', '0'],
      ['x', '1'],
      ['1', ''],
      ['NaN', '1'],
      ['1', 'Infinity'],
    ] as const)
      // prettier-ignore
      expect(at(lat, lon), `${lat},${lon}`).to.equal(undefined)
  })

  it('takes at most ten files, named by what they are', () => {
    const files = Array.from({ length: 40 }, (_, i) => `MediaUrl${i}=https%3A%2F%2Fx.example%2F${i}&MediaContentType${i}=constructor%2Fx`).join('&') // prettier-ignore
    const { attachments } = messageIn(read(`MessageSid=S&From=%2B905321234567&NumMedia=999999999&${files}`))
    expect(attachments).to.have.length(10)
    expect(attachments[0]).to.deep.equal({
      name: 'file-1.x',
      type: 'constructor/x',
      size: 0,
      inline: false,
      ref: 'https://x.example/0',
    })
  })

  it('never ends in an error, whatever the body', () => {
    const names = ['From', 'To', 'Body', 'MessageSid', 'MessageStatus', 'WaId', 'Latitude', 'Longitude', 'MediaUrl0', 'MediaContentType0', 'OptOutType', 'ExternalUserId', '__proto__'] // prettier-ignore
    const form = fc
      .array(fc.tuple(fc.constantFrom(...names), fc.string({ unit: 'binary' })))
      .map((pairs) => new URLSearchParams(pairs).toString())
    const body = fc.oneof(
      form.map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(body, fc.constantFrom('sms' as const, 'whatsapp' as const), (bytes, channel) => {
        expect(read(bytes, channel)).to.be.an('array').with.length.above(0)
      }),
      { numRuns: 2_000 },
    )
  })
})

function expectReceipt(events: NormalisedEvent[], { id, state, code }: Expected): void {
  expect(events).to.have.length(1)
  const [event] = events
  if (event?.kind !== 'receipt') throw new Error('no receipt')
  expect(event.items).to.have.length(1)
  expect(event.items[0]).to.include({ externalId: id, state, ...(code ? { code } : {}) })
}

function expectMessage(events: NormalisedEvent[], wanted: Expected): void {
  const message = messageIn(events)
  expect(message.externalId).to.equal(wanted.id)
  expect(message.text).to.equal(wanted.text ?? '')
  expect(message.fullText).to.equal(message.text)
  if (wanted.from) expect(message.sender[0]?.value).to.equal(wanted.from)
  expect(message.sender[0]?.proof).to.equal(wanted.proof ?? 'transport')
  if (wanted.name) expect(message.senderName).to.equal(wanted.name)
  if (wanted.identities)
    expect(message.sender.map(({ type, scope, value }) => `${type}:${scope}:${value}`)).to.deep.equal(wanted.identities) // prettier-ignore
  expect(message.attachments.map(({ name }) => name)).to.deep.equal(wanted.files ?? [])
  expect(message.location).to.deep.equal(wanted.location)
  expect(message.inReplyTo).to.equal(wanted.answers)
  const said = events.slice(1).map(({ kind }) => kind)
  expect(said).to.deep.equal(wanted.consent ? [wanted.consent] : [])
}
