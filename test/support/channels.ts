import { expect } from 'chai'
import type { ChannelAccount, ChannelAdapter, DeliveryResult, InboundMessage, OutboundMessage, RawRequest, StoredRaw } from '../../channels/channel.js' // prettier-ignore
import type { ChannelTools } from '../../channels/channel.js'
import { makeSafeFetch } from '../../server/lib/safe-fetch/fetch.js'
import { ChannelRejected } from '../../server/lib/errors.js'

/** What the shared suite needs to know of one channel. */
export interface ChannelCases {
  account: ChannelAccount
  /** Deliveries a customer may make, by name. */
  deliveries: Record<string, StoredRaw>
  /** Deliveries that are our own words coming back. */
  echoes: Record<string, StoredRaw>
  /** A request with the right proof, and requests whose proof is missing or wrong. */
  proven: RawRequest
  unproven: Record<string, RawRequest>
  /** A message and, by class, accounts whose far end answers so; `ok` takes it. */
  outbound: OutboundMessage
  farEnds: () => Promise<Record<string, ChannelAccount>>
  /** What the provider's ids of a sent message look like, where it has its own; else they are our reference. */
  externalIds?: RegExp
  /** Stores a delivery for real and tells how many messages there are then; without it the suite ends at the adapter. */
  deliver?: (raw: StoredRaw) => Promise<{ messages: number }>
}

/** Far ends of the suite answer on loopback, which the guard lets through only when it is told to. */
const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}

/** What every channel promises; call it inside a describe. */
export function behavesLikeAChannel(adapter: ChannelAdapter, cases: ChannelCases): void {
  describe(`${adapter.kind} as a channel`, () => {
    proves(adapter, cases)
    reads(adapter, cases)
    sends(adapter, cases)
    if (cases.deliver) stores(cases, cases.deliver)
  })
}

/** The messages among the events of one delivery. */
export async function messagesOf(
  adapter: ChannelAdapter,
  raw: StoredRaw,
  account: ChannelAccount,
): Promise<InboundMessage[]> {
  const events = await adapter.normalise(raw, account)
  return events.filter((event): event is InboundMessage =>
    ['message', 'comment', 'review'].includes(event.kind),
  )
}

function proves(adapter: ChannelAdapter, { account, proven, unproven }: ChannelCases): void {
  it('takes a request with the right proof', () => {
    expect(adapter.authenticate(proven, account)).to.deep.equal({ ok: true })
  })

  for (const [name, request] of Object.entries(unproven)) {
    it(`refuses a request ${name}`, () => {
      const result = adapter.authenticate(request, account)
      expect(result.ok).to.equal(false)
      if (!result.ok) expect(result.status).to.be.oneOf([401, 403])
    })
  }

  it('takes nothing for an account that has no secrets', () => {
    expect(adapter.authenticate(proven, { ...account, secrets: {} }).ok).to.equal(false)
  })
}

function reads(adapter: ChannelAdapter, { account, deliveries, echoes }: ChannelCases): void {
  for (const [name, raw] of Object.entries(deliveries)) {
    it(`makes one complete message of ${name}`, async () => {
      const [message, ...more] = await messagesOf(adapter, raw, account)
      expect(more).to.be.empty
      expectComplete(adapter, message, raw)
      expect(message!.direction).to.equal('in')
    })
  }

  it('gives the same delivery the same id and different deliveries different ids', async () => {
    const ids = new Map<string, string>()
    for (const [name, raw] of Object.entries(deliveries)) {
      const [first] = await messagesOf(adapter, raw, account)
      const [again] = await messagesOf(
        adapter,
        { ...raw, id: 'again', bytes: Buffer.from(raw.bytes) },
        account,
      )
      expect(again!.externalId, name).to.equal(first!.externalId)
      expect(ids.get(first!.externalId), `${name} has the id of`).to.equal(undefined)
      ids.set(first!.externalId, name)
    }
  })

  for (const [name, raw] of Object.entries(echoes)) {
    it(`never takes ${name} for a customer's words`, async () => {
      for (const message of await messagesOf(adapter, raw, account))
        expect(message.direction).to.equal('echo')
    })
  }

  it('meets bytes it cannot read with ChannelRejected or ignored events, never with another error', async () => {
    for (const bytes of garbage) {
      try {
        const events = await adapter.normalise(
          { id: 'g', bytes, receivedAt: new Date(0), transport: {} },
          account,
        )
        expect(events).to.be.an('array')
      } catch (error) {
        expect(error).to.be.instanceOf(ChannelRejected)
      }
    }
  })
}

const garbage = [
  Buffer.alloc(0),
  Buffer.from('{'),
  Buffer.from('null'),
  Buffer.from('\0\0\0\0'),
  Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7_919) % 256)),
  Buffer.from('a: b\r\n\r\n'),
]

function expectComplete(adapter: ChannelAdapter, message: InboundMessage | undefined, raw: StoredRaw): void {
  expect(message, 'a message').to.be.an('object')
  expect(message!.channel).to.equal(adapter.kind)
  expect(message!.externalId).to.be.a('string').and.not.equal('')
  expect(message!.receivedAt).to.equal(raw.receivedAt)
  expect(message!.fullText.includes(message!.text.slice(0, 20))).to.equal(true)
  for (const ref of message!.sender) expect(ref).to.have.keys('type', 'scope', 'value', 'proof')
  for (const file of message!.attachments) {
    expect(file.name).not.to.equal('')
    expect(file.content !== undefined || file.ref !== undefined, 'bytes or a reference').to.equal(true)
  }
}

function sends(adapter: ChannelAdapter, { outbound, farEnds, externalIds }: ChannelCases): void {
  it('hands a message over under our reference and names the class of each failure', async () => {
    for (const [kind, account] of Object.entries(await farEnds())) {
      const result = await adapter.send(outbound, account, new AbortController().signal, tools)
      expect(classOf(result), JSON.stringify(result)).to.equal(kind)
      if (result.ok) expectIds(result.externalIds, externalIds, outbound.reference)
    }
  })

  it('does not send once it was told to stop', async () => {
    const { ok } = await farEnds()
    const result = await adapter.send(outbound, ok!, AbortSignal.abort(), tools)
    expect(classOf(result)).to.equal('retry')
  })
}

function expectIds(ids: string[], own: RegExp | undefined, reference: string): void {
  if (!own) expect(ids).to.deep.equal([reference])
  else
    expect(ids)
      .to.have.length.above(0)
      .and.satisfy((all: string[]) => all.every((id) => own.test(id)))
}

function classOf(result: DeliveryResult): string {
  return result.ok ? 'ok' : result.class
}

function stores({ deliveries }: ChannelCases, deliver: NonNullable<ChannelCases['deliver']>): void {
  it('stores the same delivery once, however often it comes', async () => {
    const [raw] = Object.values(deliveries)
    const first = await deliver(raw!)
    const again = await Promise.all([deliver(raw!), deliver(raw!)])
    for (const { messages } of again) expect(messages).to.equal(first.messages)
  })
}
