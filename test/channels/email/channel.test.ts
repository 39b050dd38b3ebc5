import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import type { ChannelAccount, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { makeEmail } from '../../../channels/email/index.js'
import { makeParserPool } from '../../../channels/email/parser-pool.js'
import { makeMailer } from '../../../channels/email/send.js'
import { adapterFor, channels } from '../../../channels/index.js'
import { NotFound } from '../../../server/lib/errors.js'
import { Message } from '../../../server/models/messages/index.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { useDatabase } from '../../support/database.js'
import { rawMail } from '../../support/mail.js'
import { type ScriptedSmtp, scriptedSmtp } from '../../support/smtp.js'
import { mailAccount, makeTestContext, takeMail, type TestContext } from '../../support/worker.js'

const folder = new URL('../../fixtures/email/', import.meta.url)
const account: ChannelAccount = {
  id: 'a1',
  channel: 'email',
  key: 'destek',
  name: 'Destek',
  addresses: ['destek@cicekpazari.example'],
  settings: {},
  secrets: { inboundSecret: 'gizli-anahtar' },
}

const stored = (bytes: Buffer, transport: Record<string, string> = {}): StoredRaw => ({
  id: 'r1',
  bytes,
  receivedAt: new Date('2026-11-21T12:00:00Z'),
  transport,
})
const request = (authorization?: string): RawRequest => ({
  method: 'POST',
  url: 'http://127.0.0.1/channels/email/destek',
  query: {},
  headers: authorization === undefined ? {} : { authorization },
  body: Buffer.from('From: a@b.c\r\n\r\nhi'),
})

const servers: ScriptedSmtp[] = []
async function at(script: Parameters<typeof scriptedSmtp>[0]): Promise<ChannelAccount> {
  const server = await scriptedSmtp(script)
  servers.push(server)
  return { ...account, secrets: { smtpUrl: server.url } }
}

const email = makeEmail(
  makeParserPool({ size: 1 }),
  makeMailer({ connect: 2_000, greeting: 2_000, socket: 500 }),
)
const deliveries = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.eml'))
    .map((file) => [file, stored(readFileSync(new URL(file, folder)))]),
)

describe('the e-mail channel', () => {
  useDatabase()
  let context: TestContext
  let mailbox: ReturnType<typeof mailAccount> | undefined
  before(() => {
    context = makeTestContext()
  })
  beforeEach(() => {
    mailbox = undefined
  })
  after(async () => {
    await context.close()
    await email.close()
    await Promise.all(servers.map((server) => server.close()))
  })

  behavesLikeAChannel(email, {
    account,
    deliveries,
    echoes: {
      'a mail with our loop header': stored(rawMail({ 'X-Redress-Loop': 'destek@cicekpazari.example' })),
      'a mail under an id of ours': stored(rawMail({ 'Message-ID': '<redress.1@cicekpazari.example>' })),
    },
    proven: request('Bearer gizli-anahtar'),
    unproven: {
      'without a secret': request(),
      'with a wrong secret': request('Bearer baska-anahtar'),
      'with the secret in another scheme': request('Basic gizli-anahtar'),
      'with half the secret': request('Bearer gizli'),
    },
    outbound: {
      reference: '<redress.2@cicekpazari.example>',
      from: { address: 'destek@cicekpazari.example' },
      to: [{ address: 'ayse@example.com.tr' }],
      cc: [],
      subject: 'konu',
      text: 'Merhaba',
      attachments: [],
      references: [],
      automatic: false,
    },
    farEnds: async () => ({
      ok: await at({}),
      retry: await at({ data: 451 }),
      permanent: await at({ recipient: { 'ayse@example.com.tr': 550 } }),
      unknown: await at({ dropAfterData: true }),
      config: { ...account, secrets: {} },
    }),
    deliver: async (raw) => {
      mailbox ??= mailAccount(context)
      await takeMail(raw.bytes, await mailbox, context, raw.transport)
      return { messages: await Message.countDocuments() }
    },
  })

  it('is found by its name, and what is not there is said not to be', () => {
    expect(adapterFor('email')).to.equal(channels.email)
    expect(() => adapterFor('marketplace')).to.throw(NotFound, 'channel_not_available')
  })

  const idOf = async (bytes: Buffer): Promise<string> =>
    (await messagesOf(email, stored(bytes), account))[0]!.externalId

  it('tells a forged mail under a known Message-ID from the true one', async () => {
    const fields = { 'Message-ID': '<tr-1@example.com.tr>' }
    expect(await idOf(rawMail(fields, 'gerçek'))).not.to.equal(await idOf(rawMail(fields, 'sahte')))
  })

  it('gives one mail one id whatever route and line ends it came by, also without a Message-ID', async () => {
    const crlf = rawMail({}, 'bir\niki\n')
    const routed = Buffer.concat([Buffer.from('Received: from mx\r\nReturn-Path: <a@b.c>\r\n'), crlf])
    const lf = Buffer.from(crlf.toString().replace(/\r\n/g, '\n'))
    expect(new Set([await idOf(crlf), await idOf(routed), await idOf(lf)]).size).to.equal(1)
    expect(await idOf(rawMail({}, 'bir\nüç\n'))).not.to.equal(await idOf(crlf))
  })

  it('believes a sender only on the word of our own receiving server', async () => {
    const proof = async (settings: Record<string, unknown>, ...results: string[]): Promise<string> => {
      const raw = stored(rawMail({ 'Authentication-Results': results }))
      return (await messagesOf(email, raw, { ...account, settings }))[0]!.sender[0]!.proof
    }
    expect(
      await proof(
        { authservId: 'mx.cicekpazari.example' },
        'mx.cicekpazari.example; dmarc=pass header.from=example.com.tr',
      ),
    ).to.equal('transport')
    expect(
      await proof(
        { authservId: 'mx.cicekpazari.example' },
        'mx.cicekpazari.example; dmarc=fail',
        'mx.cicekpazari.example; dmarc=pass',
      ),
    ).to.equal('none')
    expect(await proof({ authservId: 'mx.cicekpazari.example' }, 'evil.example; dmarc=pass')).to.equal('none')
    expect(await proof({}, 'mx.cicekpazari.example; dmarc=pass')).to.equal('none')
  })

  it('takes Reply-To for the writer only where the mailbox says so', async () => {
    const raw = stored(rawMail({ From: 'form@shop.example', 'Reply-To': 'ayse@example.com.tr' }))
    const writer = async (settings: Record<string, unknown>): Promise<string> => (await messagesOf(email, raw, { ...account, settings }))[0]!.sender[0]!.value // prettier-ignore
    expect(await writer({})).to.equal('form@shop.example')
    expect(await writer({ replyToIsSender: true })).to.equal('ayse@example.com.tr')
  })

  it('knows the envelope: empty reverse path and who it was delivered to', async () => {
    const raw = stored(rawMail({ To: 'baska@x.example' }), {
      mailFrom: '',
      rcptTo: 'Destek+t1@cicekpazari.example',
    })
    const [message] = await messagesOf(email, raw, account)
    expect(message!.email!.auto.why).to.equal('return-path: <>')
    expect(message!.email!.recipients).to.deep.equal(['destek+t1@cicekpazari.example', 'baska@x.example'])
  })
})
