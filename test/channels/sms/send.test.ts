import { expect } from 'chai'
import type { ChannelAccount, ChannelTools, DeliveryResult, OutboundMessage } from '../../../channels/channel.js' // prettier-ignore
import { classOfTwilioCode } from '../../../channels/sms/twilio/errors.js'
import { sendByTwilio } from '../../../channels/sms/twilio/send.js'
import { seconds, now } from '../../../server/lib/clock.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { freePort } from '../../support/ports.js'
import { magic, peerAccount, startTwilioPeer, type TwilioPeer } from '../../support/twilio-peer.js'

const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}

describe('Sending by Twilio', () => {
  let peer: TwilioPeer
  before(async () => {
    peer = await startTwilioPeer()
  })
  beforeEach(() => {
    peer.calls.length = 0
    peer.taken.length = 0
  })
  after(() => peer.close())

  const account = (changes: Partial<ChannelAccount> = {}): ChannelAccount => ({
    id: 'a1',
    channel: 'sms',
    key: 'kisa',
    name: 'SMS',
    addresses: ['GONCA', '+14155550100'],
    secrets: peerAccount,
    ...changes,
    settings: { apiUrl: peer.url, ...changes.settings },
  })
  const send = (
    changes: Partial<OutboundMessage> = {},
    from: ChannelAccount = account(),
    signal = new AbortController().signal,
  ): Promise<DeliveryResult> => sendByTwilio({ ...message, ...changes }, from, signal, tools, 400)
  const to = (address: string): Promise<DeliveryResult> => send({ to: [{ address }] })

  it('hands over the words, the sender and where receipts go', async () => {
    const result = await send({ reference: 'redress.a/b?c&d' })
    expect(result).to.deep.equal({ ok: true, externalIds: [`SM${'1'.padStart(32, '0')}`], state: 'accepted' })
    expect(Object.fromEntries(peer.taken[0]!.form)).to.deep.equal({
      To: '+905321234567',
      From: '+14155550100',
      Body: 'Paranız iade edildi 🌷',
      StatusCallback: 'https://desk.example/channels/sms/kisa?reference=redress.a%2Fb%3Fc%26d',
    })
  })

  it('writes from the address it was written from, in the account’s own letters, else from the first', async () => {
    const from = async (address: string): Promise<string | null> => {
      await send({ from: { address } })
      return peer.taken.at(-1)!.form.get('From')
    }
    expect(await from('gonca')).to.equal('GONCA')
    expect(await from('+14155550100')).to.equal('+14155550100')
    expect(await from('destek@cicekpazari.example')).to.equal('GONCA')
  })

  it('leaves the choice of the sender to the messaging service where there is one', async () => {
    await send({}, account({ settings: { messagingServiceSid: 'MG1', smartEncoding: true } }))
    const { form } = peer.taken[0]!
    expect(form.get('MessagingServiceSid')).to.equal('MG1')
    expect(form.has('From')).to.equal(false)
    expect(form.get('SmartEncoded')).to.equal('true')
  })

  it('writes to numbers and to hidden numbers on WhatsApp, in Twilio’s spelling', async () => {
    const whatsapp = account({ channel: 'whatsapp', addresses: ['+14155550100'] })
    await send({ to: [{ address: '+905321234567' }] }, whatsapp)
    await send({ to: [{ address: 'TR.13491208655302741918' }] }, whatsapp)
    const sent = peer.taken.map(({ form }) => [form.get('From'), form.get('To'), form.get('StatusCallback')])
    expect(sent).to.deep.equal([
      ['whatsapp:+14155550100', 'whatsapp:+905321234567', 'https://desk.example/channels/whatsapp/kisa?reference=redress.7q2'],
      ['whatsapp:+14155550100', 'whatsapp:TR.13491208655302741918', 'https://desk.example/channels/whatsapp/kisa?reference=redress.7q2'],
    ]) // prettier-ignore
  })

  it('sends a template in place of the words, never beside them', async () => {
    const template = { id: 'HX1', variables: { '1': 'Ayşe', '2': '48213' } }
    await send({ template }, account({ channel: 'whatsapp', addresses: ['+14155550100'] }))
    const { form } = peer.taken[0]!
    expect(form.get('ContentSid')).to.equal('HX1')
    expect(JSON.parse(form.get('ContentVariables') ?? '')).to.deep.equal(template.variables)
    expect(form.has('Body')).to.equal(false)
  })

  const classes: [number: string, kind: string, code: string][] = [
    [magic.invalid, 'permanent', '21211'],
    [magic.landline, 'permanent', '21614'],
    [magic.optedOut, 'optout', '21610'],
    [magic.badSender, 'config', '21212'],
    [magic.outsideWindow, 'window', '63016'],
    [magic.brokenServer, 'unknown', '20500'],
    [magic.silent, 'unknown', 'fetch_timeout'],
    [magic.cut, 'unknown', 'fetch_failed'],
    [magic.unreadable, 'unknown', 'answer_unreadable'],
    [magic.withoutSid, 'unknown', 'answer_without_sid'],
    [magic.redirected, 'config', '302'],
  ]
  for (const [number, kind, code] of classes)
    it(`calls it ${kind} when Twilio ends with ${code}, and asks once`, async () => {
      expect(await to(number)).to.include({ ok: false, class: kind, code })
      expect(peer.calls).to.have.length(1)
    })

  it('comes back when Twilio says, after too many at once', async () => {
    const result = await to(magic.tooMany)
    expect(result).to.include({ class: 'retry', code: '20429' })
    const wait = (result as { retryAt: Date }).retryAt.getTime() - now().getTime()
    expect(wait).to.be.within(1, seconds(7))
    expect(peer.calls, 'the SDK does not try again by itself').to.have.length(1)
  })

  it('tries again when there was no connection, since nothing can have been sent', async () => {
    const nowhere = account({ settings: { apiUrl: `http://127.0.0.1:${await freePort()}` } })
    expect(await send({}, nowhere)).to.include({ class: 'retry', code: 'fetch_failed' })
  })

  it('does not know what became of a message when it is told to stop while it is sent', async () => {
    const stop = new AbortController()
    const sending = send({ to: [{ address: magic.silent }] }, account(), stop.signal)
    while (peer.taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    expect(await sending).to.include({ class: 'unknown' })
  })

  it('asks for a person when the account cannot send at all', async () => {
    const cases: [Partial<ChannelAccount>, string][] = [
      [{ secrets: {} }, 'credentials_missing'],
      [{ secrets: { ...peerAccount, accountSid: 'SK1' } }, 'credentials_missing'],
      [{ addresses: [] }, 'no_sender'],
      [{ settings: { apiUrl: 'nowhere' } }, 'api_url_invalid'],
      [{ settings: { apiUrl: 'http://10.1.2.3:8080' } }, 'address_not_public'],
      [{ secrets: { ...peerAccount, authToken: 'wrong' } }, '20003'],
    ]
    for (const [changes, code] of cases)
      expect(await send({}, account(changes)), code).to.include({ ok: false, class: 'config', code })
  })

  it('refuses what it could only send in part, and sends nothing of it', async () => {
    const cases: [Partial<OutboundMessage>, string][] = [
      [{ to: [] }, 'one_recipient_only'],
      [{ to: [...message.to, { address: '+905331234567' }] }, 'one_recipient_only'],
      [{ cc: [{ address: '+905331234567' }] }, 'one_recipient_only'],
      [{ to: [{ address: '0532 123 45 67' }] }, 'bad_address'],
      [{ to: [{ address: 'KARGOCU' }] }, 'bad_address'],
      [{ text: ' \n' }, 'text_empty'],
      [{ text: 'a'.repeat(1_601) }, 'text_too_long'],
      [{ attachments: [{ name: 'a.png', type: 'image/png', content: Buffer.from('x') }] }, 'attachments_not_taken'],
    ] // prettier-ignore
    for (const [changes, code] of cases)
      expect(await send(changes), code).to.include({ ok: false, class: 'permanent', code })
    expect(peer.calls).to.be.empty
  })

  it('never tells the token', async () => {
    for (const number of Object.values(magic))
      expect(JSON.stringify(await to(number))).not.to.include(peerAccount.authToken)
  }).timeout(10_000)

  it('has a class for each of the codes that callbacks bring', () => {
    const table: Record<string, number[]> = {
      retry: [20429, 21611, 30001, 30003, 30008, 63018],
      optout: [21610],
      window: [63016],
      config: [20003, 21212, 21408, 30002],
      permanent: [21211, 21612, 21614, 21617, 30004, 30005, 30006, 30007, 63003, 63024, 63032],
    }
    for (const [kind, codes] of Object.entries(table))
      for (const code of codes) expect(classOfTwilioCode(String(code)), String(code)).to.equal(kind)
    expect(classOfTwilioCode('99999')).to.equal(null)
    expect(classOfTwilioCode('canceled')).to.equal(null)
  })
})

const message: OutboundMessage = {
  reference: 'redress.7q2',
  from: { address: '+14155550100' },
  to: [{ address: '+905321234567' }],
  cc: [],
  subject: '',
  text: 'Paranız iade edildi 🌷',
  attachments: [],
  references: [],
  automatic: false,
}
