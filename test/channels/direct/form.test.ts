import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { form } from '../../../channels/direct/form/index.js'
import type { ChannelAccount, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { ChannelRejected } from '../../../server/lib/errors.js'
import type { ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { useApp } from '../../support/app.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { formOpens } from '../../support/complainant.js'
import { useDatabase } from '../../support/database.js'
import { allMessages, allTickets, settled } from '../../support/worker.js'

const secret = 'a secret of the shop’s own form'
const account: ChannelAccount = {
  id: '1',
  channel: 'form',
  key: 'complaint',
  name: 'Form',
  addresses: [],
  settings: {},
  secrets: { inboundSecret: secret },
}
const posted = {
  id: 'order-page-0001',
  name: 'Ayşe Yılmaz',
  email: 'Ayse@Posta.example',
  phone: '0532 123 45 67',
  text: 'Güllerim solmuş geldi.\nFotoğraf gönderebilirim.',
  category: 'product_quality_not_as_expected',
  order: 'CP-88231',
  rating: 2,
  remedy: 'refund',
  answers: [{ question: 'Hangi ürün?', answer: '25 gül' }, { question: 'Ne bekliyordunuz?', answer: '' }],
} // prettier-ignore

const raw = (body: unknown, via = 'http'): StoredRaw => ({
  id: 'r',
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: new Date('2026-05-04T10:00:00Z'),
  transport: { via },
})

const signature = (body: Buffer, key = secret) =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

function request(headers: Record<string, string>, body = raw(posted).bytes): RawRequest {
  return { method: 'POST', url: 'https://desk.example/channels/form/complaint', query: {}, headers, body }
}

const right = signature(raw(posted).bytes)

behavesLikeAChannel(form, {
  account,
  deliveries: {
    'a complaint from a form of the shop': raw(posted),
    'one with the least that is needed': raw({
      id: 'order-page-0002',
      name: 'Can',
      email: 'can@posta.example',
      text: 'Gelmedi.',
    }),
  },
  echoes: {},
  proven: request({ 'x-redress-signature': right }),
  unproven: {
    'without a signature': request({}),
    'signed with another secret': request({
      'x-redress-signature': signature(raw(posted).bytes, 'another secret'),
    }),
    'whose body was changed': request(
      { 'x-redress-signature': right },
      raw({ ...posted, email: 'x@y.example' }).bytes,
    ),
    'with a signature that is none': request({ 'x-redress-signature': 'sha256=00' }),
  },
  outbound: {
    reference: 'redress.1',
    to: [{ address: 'ayse@posta.example', name: 'Ayşe' }],
    cc: [],
    from: { address: '', name: 'Çiçek' },
    subject: '',
    text: 'Merhaba',
    references: [],
    automatic: false,
    attachments: [],
  },
  farEnds: () => Promise.resolve({ permanent: account }),
})

describe('a complaint from a form of the shop’s own', () => {
  it('keeps what was filled in, in our words, with addresses that are claims', async () => {
    const [message] = await messagesOf(form, raw(posted), account)
    expect(message!.sender).to.deep.equal([
      { type: 'email', scope: '', value: 'ayse@posta.example', proof: 'none' },
      { type: 'phone', scope: '', value: '+905321234567', proof: 'none' },
    ])
    expect(message).to.deep.include({
      subject: 'Güllerim solmuş geldi.',
      rating: { value: 2, max: 5 },
      asked: {
        category: 'product_quality_not_as_expected',
        remedy: 'refund',
        order: 'CP-88231',
        answers: [{ question: 'Hangi ürün?', answer: '25 gül' }],
      },
    })
  })

  it('keeps a number that cannot be dialled for the person who reads it', async () => {
    const [message] = await messagesOf(form, raw({ ...posted, phone: 'kapıcıda' }), account)
    expect(message!.sender).to.have.length(1)
    expect(message!.asked!.answers).to.deep.include({ question: 'phone', answer: 'kapıcıda' })
  })

  const unreadable: Record<string, unknown> = {
    'without an address': { ...posted, email: '' },
    'without words': { ...posted, text: ' ' },
    'with a field that we do not know': { ...posted, proof: 'signed' },
    'that claims to be one of our own pages': { ...posted, kind: 'complaint', uploader: 'x', uploads: [], at: '2026-05-04T10:00:00Z' },
    'that claims to come from a customer’s page': { kind: 'message', id: 'abcdefgh', conversation: 'a'.repeat(26), text: 'x', uploads: [], at: '2026-05-04T10:00:00Z' },
  } // prettier-ignore
  for (const [name, body] of Object.entries(unreadable))
    it(`is not read ${name}`, () => {
      expect(() => form.normalise(raw(body), account)).to.throw(ChannelRejected, 'form_unreadable')
    })
})

describe('the door of the complaint form', () => {
  useDatabase()
  const app = useApp()
  let opened: ChannelAccountRecord
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${app().url}/channels/form/${opened.key}`, { method: 'POST', body, headers })

  before(() => {
    app().context.queue.work(app().context)
  })
  beforeEach(async () => {
    opened = await formOpens(app().context, { key: 'magaza', secrets: { inboundSecret: secret } })
  })

  it('takes a signed complaint in once, however often it is posted, and nothing unsigned', async () => {
    const body = JSON.stringify(posted)
    const headers = {
      'content-type': 'application/json',
      'x-redress-signature': signature(Buffer.from(body)),
    }
    expect((await post(body, headers)).status).to.equal(202)
    expect((await post(body, headers)).status).to.equal(202)
    expect((await post(body, { 'content-type': 'application/json' })).status).to.equal(401)
    const again = JSON.stringify({ ...posted, text: 'Aynı şikâyet, başka sözlerle.' })
    expect(
      (await post(again, { ...headers, 'x-redress-signature': signature(Buffer.from(again)) })).status,
    ).to.equal(202)
    await settled(app().context)
    const [ticket, ...others] = await allTickets()
    expect(others).to.be.empty
    expect(ticket).to.include({ channel: 'form', wanted: 'refund', customerName: 'Ayşe Yılmaz' })
    expect((await allMessages()).filter(({ kind }) => kind === 'in')).to.have.length(1)
  })
})
