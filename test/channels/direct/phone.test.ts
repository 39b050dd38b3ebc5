import { expect } from 'chai'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import type { ChannelAccount, OutboundMessage, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { callHref, phone } from '../../../channels/direct/phone/index.js'
import { adapterFor } from '../../../channels/index.js'
import { Customer, Identity } from '../../../server/models/customers/index.js'
import { accept } from '../../../server/models/intake/index.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import type { ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { useDatabase } from '../../support/database.js'
import { accountOn, takeRaw } from '../../support/deliveries.js'
import { makeTestContext, type TestContext } from '../../support/worker.js'

const secret = 'santralin-gizli-anahtarı'
const account: ChannelAccount = {
  id: 'p1',
  channel: 'phone',
  key: 'santral',
  name: 'Santral',
  addresses: [],
  settings: {},
  secrets: { inboundSecret: secret },
}
const call = {
  callId: 'c-1',
  direction: 'in',
  from: '0532 111 22 33',
  to: '+902120000000',
  seconds: 95,
  outcome: 'reached',
  at: '2026-11-22T11:58:00+03:00',
}
const stored = (body: unknown): StoredRaw => ({
  id: 'r1',
  bytes: Buffer.from(JSON.stringify(body)),
  receivedAt: new Date('2026-11-22T12:00:00Z'),
  transport: { via: 'http' },
})
const sign = (body: string, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
const request = (body: string, headers: Record<string, string>): RawRequest => ({
  method: 'POST',
  url: 'https://desk.example/channels/phone/santral',
  query: {},
  headers,
  body: Buffer.from(body),
})
const outbound: OutboundMessage = {
  ...{
    reference: 'redress.1',
    from: { address: '' },
    to: [{ address: '+905321112233' }],
    cc: [],
    subject: '',
  },
  ...{ text: 'Merhaba', attachments: [], references: [], automatic: false },
}

describe('the phone channel', () => {
  useDatabase()
  let context: TestContext
  let own: Promise<ChannelAccountRecord> | undefined
  before(() => {
    context = makeTestContext()
  })
  beforeEach(() => {
    own = undefined
  })
  after(() => context.close())
  const desk = () => (own ??= accountOn('phone', context))
  const take = async (body: object) => takeRaw(JSON.stringify(body), await desk(), context)

  behavesLikeAChannel(phone, {
    account,
    deliveries: {
      'a call that was taken': stored(call),
      'a call that nobody took': stored({ ...call, callId: 'c-2', outcome: 'missed', seconds: 0 }),
      'a call with a recording': stored({ ...call, callId: 'c-3', recordingUrl: 'https://pbx.example/r/3.mp3' }),
      'a call from a withheld number': stored({ ...call, callId: 'c-4', from: 'anonymous' }),
    },
    echoes: { 'a call that we made': stored({ ...call, callId: 'c-5', direction: 'out', from: '101', to: '05321112233' }) },
    proven: request('{"a":1}', { 'x-redress-signature': sign('{"a":1}') }),
    unproven: {
      'without a signature': request('{"a":1}', {}),
      'signed with another secret': request('{"a":1}', { 'x-redress-signature': sign('{"a":1}', 'başka') }),
      'whose body was changed after it was signed': request('{"a":2}', { 'x-redress-signature': sign('{"a":1}') }),
    },
    outbound,
    farEnds: () => Promise.resolve({ config: account }),
    deliver: async (raw) => {
      const accepted = await accept({ bytes: raw.bytes, transport: raw.transport }, await desk(), context.blobs)
      await receiveMessage({ inboundId: accepted.id.toHexString() }, context)
      return { messages: await Message.countDocuments() }
    },
  }) // prettier-ignore

  it('is registered', () => {
    expect(adapterFor('phone')).to.equal(phone)
  })

  it('names who called by the number in E.164, as the telephone network vouches for it, and tells the facts', async () => {
    const [message] = await messagesOf(phone, stored(call), account)
    expect(message!.sender).to.deep.equal([{ type: 'phone', scope: '', value: '+905321112233', proof: 'transport' }])
    expect(message!.call).to.deep.equal({ medium: 'call', direction: 'in', seconds: 95, outcome: 'reached' })
    expect(message!.sentAt?.toISOString()).to.equal('2026-11-22T08:58:00.000Z')
  }) // prettier-ignore

  it('names nobody where the number is withheld or an extension', async () => {
    for (const from of ['anonymous', '101', '', null]) {
      const [message] = await messagesOf(phone, stored({ ...call, from }), account)
      expect(message!.sender, String(from)).to.deep.equal([])
    }
  })

  it('leaves out what is no call that has ended, and says why', async () => {
    const reason = async (body: object) => (await phone.normalise(stored(body), account))[0]
    expect(await reason({ ...call, callId: '' })).to.include({ kind: 'ignored', reason: 'call_without_id' })
    expect(await reason({ ...call, outcome: 'ringing' })).to.include({ reason: 'call_not_ended' })
    expect(await reason({ ...call, direction: 'sideways' })).to.include({ reason: 'call_without_direction' })
    expect(await reason({ ...call, outcome: 'constructor' })).to.include({ reason: 'call_outcome_unknown' })
  })

  it('reads whatever JSON comes without an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const events = await phone.normalise(stored(value), account)
        expect(events).to.have.length(1)
      }),
      { numRuns: 200 },
    )
  })

  it('makes a call that was taken a ticket in which nobody waits for a first answer', async () => {
    await take(call)
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    expect(ticket).to.include({ channel: 'phone', subject: '+905321112233', waitingSince: null })
    expect(ticket.firstRepliedAt).to.be.instanceOf(Date)
    const message = (await Message.findOne().lean<MessageRecord>())!
    expect(message.kind).to.equal('in')
    expect(message.call).to.deep.equal({ medium: 'call', direction: 'in', seconds: 95, outcome: 'reached' })
  })

  it('leaves who was not reached waiting, and knows them again when they call anew', async () => {
    await take({ ...call, outcome: 'missed' })
    await take({ ...call, callId: 'c-9', outcome: 'missed' })
    expect(await Customer.countDocuments()).to.equal(1)
    expect(await Identity.countDocuments()).to.equal(1)
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    expect(ticket.waitingSince).to.be.instanceOf(Date)
    expect(ticket).not.to.have.property('firstRepliedAt')
  })

  it("writes a call that we made into the customer's conversation as our own words, and answers them by it", async () => {
    await take({ ...call, outcome: 'missed' })
    const inbound = await take({ ...call, callId: 'c-6', direction: 'out', from: '101', to: call.from })
    expect(inbound.outcomes[0]).to.include({ outcome: 'stored', reason: 'echo' })
    const message = (await Message.findOne({ externalId: 'c-6' }).lean<MessageRecord>())!
    expect(message).to.include({ kind: 'reply' }).and.not.to.have.property('delivery')
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    expect(ticket.waitingSince).to.equal(null)
  }) // prettier-ignore

  it('answers nobody by a call that did not reach them', async () => {
    await take({ ...call, outcome: 'missed' })
    await take({ ...call, callId: 'c-7', direction: 'out', from: '101', to: call.from, outcome: 'busy' })
    const ticket = (await Ticket.findOne().lean<TicketRecord>())!
    expect(ticket.messageCount).to.equal(2)
    expect(ticket.waitingSince).to.be.instanceOf(Date)
  })

  it('links numbers as the account wants, and by the telephone of the machine for what is no link that calls', () => {
    expect(callHref('+905321112233')).to.equal('tel:+905321112233')
    expect(callHref('+905321112233', 'sip:{number}@pbx.example')).to.equal('sip:+905321112233@pbx.example')
    expect(callHref('+905321112233', 'https://pbx.example/ara?to={number}')).to.equal('https://pbx.example/ara?to=%2B905321112233')
    for (const bad of ['javascript:alert({number})', 'sip:nobody', 'data:text/html,{number}', 'https://a.example/"{number}'])
      expect(callHref('+905321112233', bad), bad).to.equal('tel:+905321112233')
  }) // prettier-ignore
})
