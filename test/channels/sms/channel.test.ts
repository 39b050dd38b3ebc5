import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import type { ChannelAccount, OutboundMessage, StoredRaw } from '../../../channels/channel.js'
import { adapterFor, channels } from '../../../channels/index.js'
import { makeSms } from '../../../channels/sms/index.js'
import { createAccount, type ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { Message } from '../../../server/models/messages/index.js'
import { behavesLikeAChannel } from '../../support/channels.js'
import { useDatabase } from '../../support/database.js'
import { magic, peerAccount, signedWebhook, startTwilioPeer, webhook, type TwilioPeer } from '../../support/twilio-peer.js' // prettier-ignore
import { makeTestContext, takeMail, type TestContext } from '../../support/worker.js'

const folder = new URL('../../fixtures/sms/', import.meta.url)
const url = 'https://desk.example/channels/sms/kisa'
const account: ChannelAccount = {
  id: 'a1',
  channel: 'sms',
  key: 'kisa',
  name: 'Kısa mesaj',
  addresses: ['+14155550100', 'GONCA'],
  settings: {},
  secrets: peerAccount,
}

const outbound: OutboundMessage = {
  reference: 'redress.7q2',
  from: { address: '+14155550100' },
  to: [{ address: '+905321234567' }],
  cc: [],
  subject: '',
  text: 'Paranız iade edildi',
  attachments: [],
  references: [],
  automatic: false,
}

/** Recorded bodies all carry one id; each gets its own here, as in life. */
const deliveries = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => /^(?!status_|wa_|whatsapp_).*\.form$/.test(file))
    .map((file): [string, StoredRaw] => [file, stored(readFileSync(new URL(file, folder), 'utf8').replace('SMxx', `SM${file}`))]),
) // prettier-ignore

function stored(body: string, transport: Record<string, string> = {}): StoredRaw {
  return { id: 'r1', bytes: Buffer.from(body), receivedAt: new Date('2026-11-21T12:00:00Z'), transport }
}

const peers: TwilioPeer[] = []
async function answering(as?: string): Promise<ChannelAccount> {
  const peer = await startTwilioPeer({}, as)
  peers.push(peer)
  return { ...account, settings: { apiUrl: peer.url } }
}

describe('the SMS channel', () => {
  useDatabase()
  let context: TestContext
  let opened: ChannelAccountRecord | undefined
  before(() => {
    context = makeTestContext()
  })
  beforeEach(() => {
    opened = undefined
  })
  after(async () => {
    await context.close()
    await Promise.all(peers.map((peer) => peer.close()))
  })

  const form = 'From=%2B905321234567&Body=merhaba&MessageSid=SM1'
  const proven = signedWebhook(form, url)
  behavesLikeAChannel(makeSms({ timeoutMs: 500 }), {
    account,
    deliveries,
    echoes: {
      'a message from a number of ours': stored('From=%2B14155550100&Body=merhaba&MessageSid=SM9'),
      'a message under a name of ours, in any letters': stored('From=gonca&Body=merhaba&MessageSid=SM9'),
      'a status callback': stored('From=%2B14155550100&MessageSid=SM9&MessageStatus=delivered&Body=merhaba'),
    },
    proven,
    unproven: {
      'without a signature': webhook(form, url),
      'with an empty signature': webhook(form, url, { 'x-twilio-signature': '' }),
      'with a signature of another token': signedWebhook(form, url, 'e'.repeat(32)),
      'with another body': { ...proven, body: Buffer.from(form.replace('merhaba', 'paramı verin')) },
      'with a parameter more': { ...proven, body: Buffer.from(`${form}&NumMedia=1`) },
      'at another address': { ...proven, url: `${url}2` },
      'with its query changed': { ...proven, url: `${url}?reference=baska` },
      'over another scheme': { ...proven, url: url.replace('https', 'http') },
      'at an address that is none': { ...proven, url: 'nowhere' },
    },
    outbound,
    externalIds: /^SM[0-9a-f]{32}$/,
    farEnds: async () => ({
      ok: await answering(),
      retry: await answering(magic.tooMany),
      permanent: await answering(magic.landline),
      optout: await answering(magic.optedOut),
      window: await answering(magic.outsideWindow),
      unknown: await answering(magic.silent),
      config: { ...account, secrets: {} },
    }),
    deliver: async (raw) => {
      opened ??= await createAccount(
        { channel: 'sms', key: 'kisa', name: 'SMS', addresses: ['+14155550100'], team: null, locale: 'tr', settings: {}, secrets: peerAccount },
        context.secrets,
      ) // prettier-ignore
      await takeMail(raw.bytes, opened, context, { via: 'http' })
      return { messages: await Message.countDocuments() }
    },
  })

  it('is found by its name', () => {
    expect(adapterFor('sms')).to.equal(channels.sms)
  })

  it('tells Twilio in its own words that a webhook was taken, and to do nothing', () => {
    expect(channels.sms.accepted?.(proven)).to.deep.equal({
      status: 200,
      type: 'text/xml',
      body: '<Response/>',
    })
  })

  it('knows to whom an SMS goes one way only', () => {
    const twoWay = (addresses: string[], to: string): boolean | undefined =>
      channels.sms.twoWay?.({ ...account, addresses }, to)
    expect(twoWay(['+14155550100'], '+447911123456')).to.equal(true)
    expect(twoWay(['12345'], '+447911123456')).to.equal(true)
    expect(twoWay(['GONCA'], '+447911123456'), 'a name cannot be answered').to.equal(false)
    expect(twoWay(['GONCA', '+14155550100'], '+447911123456')).to.equal(true)
    expect(twoWay(['+14155550100'], '+905321234567'), 'Turkey').to.equal(false)
    expect(twoWay(['+14155550100'], 'KARGOCU'), 'a sender’s name').to.equal(false)
  })

  it('may be written at any time', () => {
    expect(channels.sms.replyWindow({ lastInboundAt: null }, new Date(), 'bot')).to.deep.equal({
      mode: 'free',
    })
  })

  it('takes addresses as they are written and refuses what is none', () => {
    const pattern = new RegExp(
      channels.sms.setup?.fields.find(({ name }) => name === 'addresses')?.pattern ?? '',
    )
    for (const good of ['+905321234567', '12345', 'GONCA', 'Gonca 1']) expect(good).to.match(pattern)
    for (const bad of ['', '+0532', '0532 123 45 67 89', 'GONCACICEKPAZARI', 'a@b.c', '+90532x'])
      expect(bad).not.to.match(pattern)
  })
})
