import { expect } from 'chai'
import { startWorker, type Worker } from '../../jobs/worker.js'
import { accept, Inbound, retry, type InboundRecord } from '../../server/models/intake/index.js'
import { Customer } from '../../server/models/customers/index.js'
import { seedCategories } from '../../server/models/categories/index.js'
import { seedRules } from '../../server/models/rules/index.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import {
  allMessages,
  allTickets,
  mailAccount,
  makeTestContext,
  sendOverSmtp,
  settled,
  supportAddress,
  takeMail,
  type TestContext,
} from '../support/worker.js'
import { freePort } from '../support/ports.js'

const complaint = (
  fields: Record<string, string> = {},
  body = 'Kargom hâlâ gelmedi, sipariş 10045 nerede?',
): Buffer => rawMail({ Subject: 'Kargo gecikti', 'Message-ID': '<one@customer.example>', ...fields }, body)

describe('a complaint by e-mail', () => {
  useDatabase()
  let context: TestContext
  let worker: Worker | undefined

  beforeEach(async () => {
    context = makeTestContext({ INBOUND_SMTP_PORT: String(await freePort()) })
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await context.close()
  })

  it('becomes one ticket with a category, a priority and the reasons, when it comes over real SMTP', async () => {
    await seedCategories()
    await seedRules()
    const account = await mailAccount(context)
    worker = await startWorker(context)

    expect(await sendOverSmtp(worker.smtpPort()!, complaint(), [supportAddress])).to.match(/^250/)
    await settled(context)

    const [ticket, ...more] = await allTickets()
    expect(more).to.be.empty
    expect(ticket).to.include({ subject: 'Kargo gecikti', status: 'open', channel: 'email', customerName: 'Ayse', language: 'tr' }) // prettier-ignore
    expect(ticket!.account!.equals(account._id)).to.equal(true)
    expect(ticket!.category).to.equal('delivery_late_or_missing')
    expect(ticket!.categoryBecause).not.to.be.empty
    expect(ticket!.number).to.be.greaterThan(1_000)
    const messages = (await allMessages(ticket!._id)).filter(({ kind }) => kind === 'in')
    expect(messages).to.have.length(1)
    expect(messages[0]).to.include({ text: 'Kargom hâlâ gelmedi, sipariş 10045 nerede?', authorAddress: 'ayse@example.com.tr' }) // prettier-ignore
    expect(messages[0]!.seq).to.be.at.most(ticket!.seq)
  })

  it('is refused at the door when it is for nobody here, and nothing is stored', async () => {
    await mailAccount(context, { settings: { catchAll: false } })
    worker = await startWorker(context)
    let refusal = ''
    try {
      await sendOverSmtp(worker.smtpPort()!, complaint(), ['nobody@elsewhere.example'])
    } catch (error) {
      refusal = String(error)
    }
    expect(refusal).to.match(/550/)
    expect(await Inbound.countDocuments()).to.equal(0)
  })

  it('is one ticket, however often and however simultaneously it comes', async () => {
    const account = await mailAccount(context)
    context.queue.work(context)
    const raws = Array.from({ length: 10 }, (_, hop) =>
      // each has come another way, so the bytes differ and only the mail is the same
      Buffer.concat([Buffer.from(`Received: from hop${hop}.example; Sat, 21 Nov 2026 14:05:0${hop} +0300\r\n`), complaint()]),
    ) // prettier-ignore
    await Promise.all([...raws, raws[0]!].map((raw) => takeMail(raw, account, context)))
    await settled(context)

    expect(await allTickets()).to.have.length(1)
    expect((await allMessages()).filter(({ kind }) => kind === 'in')).to.have.length(1)
    expect(await Customer.countDocuments()).to.equal(1)
    const envelopes = await Inbound.find().lean<InboundRecord[]>()
    expect(envelopes).to.have.length(10)
    const outcomes = envelopes.flatMap((one) => one.outcomes.map(({ outcome }) => outcome)).sort()
    expect(outcomes).to.deep.equal([...Array<string>(9).fill('duplicate'), 'stored'])
  })

  it('is kept beside another mail that repeats its Message-ID', async () => {
    const account = await mailAccount(context)
    await takeMail(complaint(), account, context)
    await takeMail(complaint({ From: 'Hasan <hasan@other.example>' }, 'Başka bir şikâyet'), account, context)
    const texts = (await allMessages()).map(({ text }) => text)
    expect(texts).to.have.members(['Kargom hâlâ gelmedi, sipariş 10045 nerede?', 'Başka bir şikâyet'])
  })

  it('is taken in without a sender, a subject or a Message-ID', async () => {
    const account = await mailAccount(context)
    const inbound = await takeMail(
      Buffer.from('To: destek@cicekpazari.example\r\n\r\nKim bilir\r\n'),
      account,
      context,
    )
    expect(inbound.outcomes.map(({ outcome }) => outcome)).to.deep.equal(['stored'])
    expect((await allTickets())[0]).to.include({ subject: '—', customerName: '' })
  })

  it('keeps its HTML, the quoted part and its files', async () => {
    const account = await mailAccount(context)
    const body = ['--b', 'Content-Type: text/html; charset=utf-8', '', '<p>Ürün <b>kırık</b></p>', '--b', 'Content-Type: image/png; name="resim.png"', 'Content-Disposition: attachment; filename="resim.png"', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '--b--', ''].join('\n') // prettier-ignore
    await takeMail(complaint({ 'Content-Type': 'multipart/mixed; boundary=b' }, body), account, context)
    const [message] = await allMessages()
    expect(message).to.include({ hasHtml: true, text: 'Ürün kırık' })
    expect(message!.attachments.map(({ name, size }) => ({ name, size }))).to.deep.equal([{ name: 'resim.png', size: 8 }]) // prettier-ignore
  })

  it('does not wait for a mail that cannot be read: that one is set aside whole and can be tried again', async () => {
    const account = await mailAccount(context)
    context.queue.work(context)
    const deep = complaint({ 'Content-Type': 'multipart/mixed; boundary=b0' }, deepMime(5_000))
    const accepted = await Promise.all(
      [complaint(), deep, complaint({ 'Message-ID': '<three@customer.example>', Subject: 'Üçüncü' })].map((bytes) => accept({ bytes, transport: { via: 'smtp' } }, account, context.blobs)),
    ) // prettier-ignore
    await settled(context)

    expect((await allTickets()).map(({ subject }) => subject)).to.have.members(['Kargo gecikti', 'Üçüncü'])
    const aside = await Inbound.findById(accepted[1]!.id).lean<InboundRecord>()
    expect(aside!.state).to.equal('quarantined')
    expect(aside!.error!.code).to.equal('mail_too_deep')
    expect((await context.blobs.get(aside!.blob)).equals(deep)).to.equal(true)

    await retry(accepted[1]!.id)
    await settled(context)
    expect((await Inbound.findById(accepted[1]!.id).lean<InboundRecord>())!.state).to.equal('quarantined')
    expect(await allTickets()).to.have.length(2)
  })
})

function deepMime(levels: number): string {
  const open = Array.from({ length: levels }, (_, level) => `--b${level}\nContent-Type: multipart/mixed; boundary=b${level + 1}\n\n`) // prettier-ignore
  return open.join('')
}
