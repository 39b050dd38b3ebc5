import { expect } from 'chai'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { system } from '../../../server/models/actor.js'
import * as apiTokens from '../../../server/models/api-tokens/index.js'
import { makeLimits } from '../../../server/http/limits.js'
import { seconds, travel } from '../../../server/lib/clock.js'
import { updateAccount } from '../../../server/models/channel-accounts/index.js'
import { Inbound, waiting, type InboundRecord } from '../../../server/models/intake/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { colleague } from '../../support/people.js'
import {
  knock,
  metaDelivery,
  providerAccount,
  providerSecrets,
  telegramDelivery,
  twilioDelivery,
  type SignedDelivery,
} from '../../support/webhooks.js'

const publicUrl = 'https://desk.example'
const sms = {
  MessageSid: 'SM1',
  From: '+447946111111',
  To: '+447946000000',
  Body: 'Kargom gelmedi',
  NumMedia: '0',
}

describe('the doors of providers', () => {
  useDatabase()
  const app = useApp({ env: { PUBLIC_BASE_URL: publicUrl } })
  const secrets = () => app().context.secrets
  const post = (path: string, delivery: SignedDelivery) => knock(`${app().url}/channels/${path}`, delivery)
  const get = (path: string) => knock(`${app().url}/channels/${path}`, { body: '', headers: {} }, 'GET')
  const signedSms = (query = '', fields: Record<string, string> = sms) =>
    twilioDelivery(`${publicUrl}/channels/sms/our-sms${query}`, fields)
  const stored = () => Inbound.find().sort({ _id: 1 }).lean<InboundRecord[]>()

  it('answer Twilio in TwiML once its delivery is stored, and the same when it comes again', async () => {
    await providerAccount('sms', secrets())
    for (const round of ['first', 'again']) {
      const { status, type, text } = await post('sms/our-sms', signedSms())
      expect({ status, text }, round).to.deep.equal({ status: 200, text: '<Response/>' })
      expect(type).to.match(/^text\/xml/)
    }
    expect(await stored()).to.have.length(1)
  })

  it('check signatures over the address the installation says it has, whatever Host a proxy sends', async () => {
    await providerAccount('sms', secrets())
    const { body, headers } = signedSms()
    expect((await post('sms/our-sms', { body, headers: { ...headers, host: 'web-3.internal:8080' } })).status).to.equal(200)
    const byHost = twilioDelivery('https://web-3.internal/channels/sms/our-sms', sms)
    expect((await post('sms/our-sms', { ...byHost, headers: { ...byHost.headers, host: 'web-3.internal' } })).status).to.equal(403)
  }) // prettier-ignore

  it('refuse a delivery with a wrong signature or none with 403 and store nothing', async () => {
    for (const channel of ['sms', 'messenger', 'x', 'telegram'] as const) {
      await providerAccount(channel, secrets())
      const { body, headers } = signedSms()
      const wrong = { body: `${body}&Body=x`, headers: { ...headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }
      expect((await post(`${channel}/our-${channel}`, wrong)).status, channel).to.equal(403)
      expect((await post(`${channel}/our-${channel}`, { body, headers: {} })).status, channel).to.equal(403)
    }
    expect(await stored()).to.deep.equal([])
  }) // prettier-ignore

  it('answer the handshakes of Meta and X, and refuse those who do not know the word', async () => {
    await providerAccount('messenger', secrets())
    await providerAccount('x', secrets())
    const hub = (token: string) => `messenger/our-messenger?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`
    const yes = await get(hub(providerSecrets.verifyToken))
    expect([yes.status, yes.text]).to.deep.equal([200, '4711'])
    expect((await get(hub('guess'))).status).to.equal(403)
    expect((await get(`messenger/our-messenger?hub[mode]=subscribe&hub[challenge]=1&hub[verify_token]=${providerSecrets.verifyToken}`)).status).to.equal(403)
    const crc = await get('x/our-x?crc_token=abc')
    expect(JSON.parse(crc.text)).to.have.property('response_token').that.matches(/^sha256=/)
    expect(await stored()).to.deep.equal([])
  }) // prettier-ignore

  it('take nothing but posts where there is no handshake', async () => {
    await providerAccount('sms', secrets())
    expect((await get('sms/our-sms')).status).to.equal(405)
    expect((await knock(`${app().url}/channels/sms/our-sms`, signedSms(), 'PUT')).status).to.equal(405)
    expect(await stored()).to.deep.equal([])
  })

  it('keep reports apart that differ in their address only', async () => {
    await providerAccount('sms', secrets())
    const report = { MessageSid: 'SM9', MessageStatus: 'delivered' }
    await post('sms/our-sms?reference=a', signedSms('?reference=a', report))
    await post('sms/our-sms?reference=b', signedSms('?reference=b', report))
    await post('sms/our-sms?reference=b', signedSms('?reference=b', report))
    expect((await stored()).map(({ transport }) => transport['query'])).to.deep.equal([
      '{"reference":"a"}',
      '{"reference":"b"}',
    ])
  })

  it('store a delivery once when its repeats come at the same moment', async () => {
    await providerAccount('sms', secrets())
    const different = [1, 2, 3, 4, 5].map((n) => signedSms('', { ...sms, MessageSid: `SM${n}` }))
    const rush = Array.from({ length: 60 }, (_, n) => different[n % 5]!)
    const answers = await Promise.all(rush.map((one) => post('sms/our-sms', one)))
    expect(answers.every(({ status, text }) => status === 200 && text === '<Response/>')).to.equal(true)
    expect(await stored()).to.have.length(5)
  })

  it('take a rush in before the work on it begins, and lose none of it; alone a delivery is worked on at once', async () => {
    await providerAccount('sms', secrets())
    await post('sms/our-sms', signedSms())
    const [alone] = await stored()
    expect(alone!.nextAt).to.deep.equal(alone!.receivedAt)
    const rush = Array.from({ length: 90 }, (_, n) => signedSms('', { ...sms, MessageSid: `SMrush${n}` }))
    await Promise.all(rush.map((one) => post('sms/our-sms', one)))
    const waits = (await stored()).map(({ nextAt, receivedAt }) => nextAt!.getTime() - receivedAt.getTime())
    expect(waits.filter((wait) => wait === 2_000)).to.not.be.empty
    travel(seconds(3))
    expect(await waiting(200)).to.have.length(91)
  })

  it('let a rush of proven deliveries pass that strangers would be turned away for', async () => {
    const limits = makeLimits()
    for (let n = 0; n < 1_300; n += 1) {
      await limits.inbound('sms/our-sms', '203.0.113.7')
      await limits.proven('sms/our-sms', '203.0.113.7')
    }
    let passed = 0
    const stranger = async (): Promise<void> => {
      for (; passed < 1_300; passed += 1) await limits.inbound('sms/our-sms', '198.51.100.9')
    }
    const refusal = await stranger().then(
      () => null,
      (error: unknown) => error as { status: number },
    )
    expect([passed, refusal?.status]).to.deep.equal([1_200, 429])
  })

  it('refuse empty deliveries and those of more than 1 MB', async () => {
    await providerAccount('telegram', secrets())
    expect((await post('telegram/our-telegram', telegramDelivery(''))).status).to.equal(400)
    const large = telegramDelivery({ update_id: 1, text: 'a'.repeat(1_100_000) })
    expect((await post('telegram/our-telegram', large)).status).to.equal(413)
    expect(await stored()).to.deep.equal([])
  })

  it('are closed, for handshakes too, while an account is switched off, and open again at once', async () => {
    const account = await providerAccount('messenger', secrets())
    const hello = `messenger/our-messenger?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${providerSecrets.verifyToken}`
    const delivery = metaDelivery({ object: 'page', entry: [] })
    expect((await post('messenger/our-messenger', delivery)).status).to.equal(200)
    await updateAccount(account._id, 1, { enabled: false }, secrets())
    expect((await post('messenger/our-messenger', delivery)).status).to.equal(404)
    expect((await get(hello)).status).to.equal(404)
    expect(await stored()).to.have.length(1)
    await updateAccount(account._id, 2, { enabled: true }, secrets())
    expect((await get(hello)).status).to.equal(200)
  }) // prettier-ignore

  it('keep the bytes of a small delivery with its envelope and of a large one in the blob store, both to be read again', async () => {
    const { user } = await colleague('admin')
    const token = { userId: user._id.toHexString(), name: 'raw' }
    const admin = makeClient(app().url, (await apiTokens.create(token, { actor: system })).secret)
    const account = await providerAccount('telegram', secrets())
    const unreadable = (size: number) => telegramDelivery(`{"update_id":${'x'.repeat(size)}`)
    await post('telegram/our-telegram', unreadable(100))
    expect(filesIn(join(app().context.config.dataDir, 'blobs'))).to.equal(0)
    await post('telegram/our-telegram', unreadable(300_000))
    expect(filesIn(join(app().context.config.dataDir, 'blobs'))).to.equal(1)
    const [small, large] = await stored()
    for (const one of [small!, large!]) {
      expect(one.account.equals(account._id)).to.equal(true)
      await receiveMessage({ inboundId: one._id.toHexString() }, app().context)
      const after = await Inbound.findById(one._id).lean<InboundRecord>()
      expect(after!.error?.code).to.not.equal('processing_failed')
      const raw = await admin.get(`/api/v1/quarantine/${one._id.toHexString()}/raw`)
      expect(raw.text)
        .to.match(/^\{"update_id":x+$/)
        .and.have.lengthOf(one.size)
    }
  })
})

function filesIn(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
