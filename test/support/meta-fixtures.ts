import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ChannelAccount, ChannelName, NormalisedEvent, OutboundMessage, RawRequest, StoredRaw } from '../../channels/channel.js' // prettier-ignore
import { graphSecret, graphToken } from './graph-answers.js'

const folder = new URL('../fixtures/social/meta/', import.meta.url)

/** One recorded body and what must be read from it. */
export interface FixtureRow {
  file: string
  channel: ChannelName
  expect: Expected
}

interface Expected {
  kind: string
  text?: string
  externalMessageId?: string
  externalThreadId?: string
  senderId?: string
  displayName?: string
  secondaryIdentity?: string
  sentAt?: string
  channelAccountId?: string
  targetMessageId?: string
  emoji?: string | null
  inReplyTo?: string | { story: string }
  context?: { id?: string }
  location?: { latitude: number; longitude: number; name: string | null }
  attachments?: (string | { mediaId: string; mime: string; sha256: string; filename: string | null })[]
  receipts?: { externalMessageId: string; status: string; errors?: { code: number }[] | null }[]
  watermark?: number
  status?: string
  messages?: (string | { id: string })[]
}

export const readFixture = (file: string): Buffer => readFileSync(new URL(file, folder))

/** The rows of one channel whose files are webhook bodies. */
export function fixtureRows(channel: ChannelName): FixtureRow[] {
  const rows = JSON.parse(readFixture('index.json').toString()) as FixtureRow[]
  return rows.filter((row) => row.channel === channel && row.file.endsWith('.json'))
}

export function rawBody(body: unknown): StoredRaw {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  return { id: 'r1', bytes, receivedAt: new Date('2026-11-21T12:00:00Z'), transport: { via: 'http' } }
}

export function metaAccount(channel: ChannelName, more: Partial<ChannelAccount> = {}): ChannelAccount {
  const secrets = { appSecret: graphSecret, verifyToken: 'meatyhamhock', accessToken: graphToken }
  return { id: 'a1', channel, key: 'gonca', name: 'Gonca', addresses: [], settings: {}, secrets, ...more }
}

export function metaLetter(more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    reference: 'redress.1a2b',
    from: { address: '117172741761305' },
    to: [{ address: 'PSID-ayse' }],
    cc: [],
    subject: '',
    text: 'Merhaba, hemen bakıyoruz.',
    attachments: [],
    references: [],
    automatic: false,
    ...more,
  }
}

/** A POST as Meta signs it. */
export function signedRequest(channel: ChannelName, body: Buffer, secret = graphSecret): RawRequest {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return {
    method: 'POST',
    url: `https://desk.example/channels/${channel}/gonca`,
    query: {},
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  }
}

/** Requests that Meta did not sign, by what is wrong with them. */
export function unprovenRequests(channel: ChannelName): Record<string, RawRequest> {
  const body = readFixture('meta-docs/batched_two_entries.json')
  const signed = signedRequest(channel, body)
  const withSignature = (signature: string): RawRequest => ({
    ...signed,
    headers: { 'x-hub-signature-256': signature },
  })
  return {
    'without a signature': { ...signed, headers: {} },
    'with the signature of another secret': signedRequest(channel, body, 'another'),
    'with another body': { ...signed, body: Buffer.concat([body, Buffer.from(' ')]) },
    'with a signature that is no hex': withSignature(`sha256=${'z'.repeat(64)}`),
    'with half a signature': withSignature('sha256=abcdef'),
    'with a signature of the older kind': withSignature(`sha1=${'a'.repeat(40)}`),
  }
}

/** Holds the events of a row's body against what the row says. */
export function expectRow({ expect: wanted }: FixtureRow, events: readonly NormalisedEvent[]): void {
  switch (wanted.kind) {
    case 'message':
    case 'comment': {
      expectWords(wanted, events)
      return
    }
    case 'receipt': {
      expectReceipt(wanted, events)
      return
    }
    case 'reaction':
    case 'edit':
    case 'delete': {
      expectChange(wanted, events)
      return
    }
    case 'batch':
      return void expect(events.map((event) => 'externalId' in event && event.externalId)).to.deep.equal(
        wanted.messages,
      )
    case 'echo':
      expect(events.filter((event) => event.kind === 'message' && event.direction === 'in')).to.be.empty
      return void expect(events.map(({ kind }) => kind)).not.to.include('ignored')
    case 'system':
      return void expect(events.map(({ kind }) => kind)).to.deep.equal(['identity'])
    default:
      expect(['none', 'other']).to.include(wanted.kind)
      return void expect(events.every(({ kind }) => kind === 'ignored' || kind === 'optin')).to.equal(true)
  }
}

function expectWords(wanted: Expected, [event, ...more]: readonly NormalisedEvent[]): void {
  expect(more).to.be.empty
  if (event?.kind !== 'message' && event?.kind !== 'comment') throw new Error(`is ${String(event?.kind)}`)
  expect(event).to.include({ kind: wanted.kind, externalId: wanted.externalMessageId, direction: 'in' })
  expect(event.audience).to.equal(wanted.kind === 'comment' ? 'public' : 'private')
  const ids = event.sender.map(({ value }) => value.replace(/^\+/, ''))
  expect(ids).to.deep.equal([wanted.senderId, wanted.secondaryIdentity].filter(Boolean))
  if (wanted.text !== undefined) expect(event.text).to.equal(wanted.text)
  if (wanted.displayName !== undefined) expect(event.senderName).to.equal(wanted.displayName)
  if (wanted.sentAt !== undefined) expect(event.sentAt).to.deep.equal(new Date(Number(wanted.sentAt) * 1_000))
  if (wanted.externalThreadId !== undefined) expect(event.externalThreadId).to.equal(wanted.externalThreadId)
  const answered =
    typeof wanted.inReplyTo === 'object' ? wanted.inReplyTo.story : (wanted.inReplyTo ?? wanted.context?.id)
  expect(event.inReplyTo).to.equal(answered)
  expect(event.attachments.map(({ ref }) => ref)).to.deep.equal((wanted.attachments ?? []).map(refOf))
  if (wanted.location)
    expect(event.location).to.include({ lat: wanted.location.latitude, lon: wanted.location.longitude })
}

const refOf = (file: NonNullable<Expected['attachments']>[number]): string =>
  typeof file === 'string' ? file : `media:${file.mediaId}#${file.sha256}`

function expectReceipt(wanted: Expected, [event, ...more]: readonly NormalisedEvent[]): void {
  expect(more).to.be.empty
  if (event?.kind !== 'receipt') throw new Error(`is ${String(event?.kind)}`)
  const state = (status?: string): string => (status === 'played' ? 'read' : String(status))
  const items = wanted.receipts?.map(({ externalMessageId, status, errors }) => ({
    externalId: externalMessageId,
    state: state(status),
    ...(errors ? { code: String(errors[0]?.code) } : {}),
  })) ?? [{ watermark: new Date(wanted.watermark ?? 0), state: state(wanted.status) }]
  expect(event.items).to.have.length(items.length)
  for (const [index, item] of items.entries()) expect(event.items[index]).to.deep.include(item)
}

function expectChange(wanted: Expected, [event, ...more]: readonly NormalisedEvent[]): void {
  expect(more).to.be.empty
  if (event?.kind !== 'reaction' && event?.kind !== 'edit' && event?.kind !== 'delete')
    throw new Error(`is ${String(event?.kind)}`)
  expect(event.kind).to.equal(wanted.kind)
  if (wanted.targetMessageId !== undefined) expect(event.target).to.equal(wanted.targetMessageId)
  if (wanted.emoji !== undefined) expect(event.emoji).to.equal(wanted.emoji)
  if (wanted.text !== undefined) expect(event.text).to.equal(wanted.text)
  // one recorded body has a placeholder where the number would be
  if (wanted.senderId?.startsWith('<') === false)
    expect(event.by.value.replace(/^\+/, '')).to.equal(wanted.senderId)
}

/** The value with its nth inner value, counted depth first, replaced. */
export function withJunk(value: unknown, junk: unknown, where: number): unknown {
  const text = JSON.stringify(value)
  let size = 0
  JSON.parse(text, (_key, inner: unknown) => (size++, inner))
  let seen = 0
  return JSON.parse(text, (_key, inner: unknown) =>
    seen++ === where % Math.max(size - 1, 1) ? junk : inner,
  ) as unknown
}
