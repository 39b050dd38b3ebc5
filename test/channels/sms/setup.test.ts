import { expect } from 'chai'
import type { ChannelAccount, ChannelTools, SelfCheck } from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { peerAccount, startTwilioPeer, type TwilioPeer } from '../../support/twilio-peer.js'

const webhook = { sms: 'https://desk.example/channels/sms/k', whatsapp: 'https://desk.example/channels/whatsapp/k' } // prettier-ignore

describe('Setting up Twilio', () => {
  let peer: TwilioPeer
  let numbers: Record<string, string>
  beforeEach(async () => {
    numbers = { '+14155550100': webhook.sms, '+14155550101': '' }
    peer = await startTwilioPeer(numbers)
  })
  afterEach(() => peer.close())

  const tools = (publicBaseUrl = 'https://desk.example'): ChannelTools => ({
    fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
    publicBaseUrl,
  })
  const account = (changes: Partial<ChannelAccount> = {}): ChannelAccount => ({
    id: 'a1',
    channel: 'sms',
    key: 'k',
    name: 'n',
    addresses: ['+14155550100'],
    secrets: peerAccount,
    ...changes,
    settings: { apiUrl: peer.url, ...changes.settings },
  })
  const on = (one: ChannelAccount) => channels[one.channel as 'sms' | 'whatsapp'].setup!
  const test = async (one: ChannelAccount, with_ = tools()): Promise<SelfCheck[]> => on(one).selfTest!(one, with_, new AbortController().signal) // prettier-ignore
  const connect = async (one: ChannelAccount): Promise<SelfCheck[]> => on(one).connect!(one, tools(), new AbortController().signal) // prettier-ignore
  const verdicts = (checks: SelfCheck[]): string[] => checks.map(({ code, ok }) => `${code} ${ok ? 'ok' : 'not ok'}`) // prettier-ignore

  it('finds everything in order where it is', async () => {
    const checks = await test(account())
    expect(verdicts(checks)).to.deep.equal(['twilio_credentials ok', 'twilio_number ok', 'twilio_webhook ok', 'public_address ok']) // prettier-ignore
    expect(checks[0]!.detail).to.equal('Çiçek Pazarı (active)')
  })

  it('tells a wrong token in Twilio’s words, once', async () => {
    const checks = await test(account({ secrets: { ...peerAccount, authToken: 'wrong' } }))
    expect(verdicts(checks)).to.deep.equal(['twilio_credentials not ok', 'public_address ok'])
    expect(checks[0]!.detail).to.equal('20003 Authenticate')
  })

  it('tells a number that is not ours, a webhook that goes elsewhere and an address nobody outside reaches', async () => {
    const checks = await test(account({ addresses: ['GONCA', '+14155550101', '+14155550199'] }), tools('http://127.0.0.1:3000')) // prettier-ignore
    expect(verdicts(checks)).to.deep.equal(['twilio_credentials ok', 'twilio_number ok', 'twilio_webhook not ok', 'twilio_number not ok', 'public_address not ok']) // prettier-ignore
  })

  it('looks at the messaging service’s webhook in place of its numbers’', async () => {
    const one = account({ addresses: ['+14155550101'], settings: { messagingServiceSid: 'MG1' } })
    expect(verdicts(await test(one))).to.deep.equal(['twilio_credentials ok', 'twilio_service ok', 'twilio_webhook not ok', 'twilio_number ok', 'public_address ok']) // prettier-ignore
    expect(verdicts(await connect(one))).to.deep.equal(['twilio_webhook ok'])
    expect(verdicts(await test(one))).to.include('twilio_webhook ok')
  })

  it('never throws: not without credentials, not when Twilio is away', async () => {
    expect(verdicts(await test(account({ secrets: {} })))).to.deep.equal(['twilio_credentials not ok', 'public_address ok']) // prettier-ignore
    expect(verdicts(await connect(account({ secrets: {} })))).to.deep.equal(['twilio_credentials not ok'])
    await peer.close()
    expect(verdicts(await test(account()))).to.deep.equal(['twilio_credentials not ok', 'public_address ok'])
    expect(verdicts(await connect(account()))).to.deep.equal(['twilio_webhook not ok'])
  })

  it('points Twilio’s numbers at us, and says which is not there', async () => {
    const one = account({ addresses: ['+14155550101', '+14155550199'] })
    expect(verdicts(await connect(one))).to.deep.equal(['twilio_webhook ok', 'twilio_webhook not ok'])
    expect(numbers['+14155550101']).to.equal(webhook.sms)
    expect(numbers['+14155550100'], 'other numbers stay as they are').to.equal(webhook.sms)
  })

  it('knows WhatsApp’s senders from numbers, and points them at us', async () => {
    const one = account({ channel: 'whatsapp', settings: { provider: 'twilio' } })
    expect(verdicts(await test(one))).to.deep.equal(['twilio_credentials ok', 'twilio_sender ok', 'twilio_webhook not ok', 'public_address ok']) // prettier-ignore
    expect(verdicts(await connect(one))).to.deep.equal(['twilio_webhook ok'])
    expect(numbers['+14155550100']).to.equal(webhook.whatsapp)
    expect(verdicts(await test(one))).to.include('twilio_webhook ok')
  })
})
