import { expect } from 'chai'
import { hours, travel } from '../../server/lib/clock.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { Outbox } from '../../server/models/outbox/index.js'
import { Event } from '../../server/models/event.js'
import { acknowledgeTicket } from '../../jobs/acknowledge-ticket.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js'
import { allMessages, allTickets, mailAccount, makeTestContext, settled, supportAddress, takeMail, type TestContext } from '../support/worker.js' // prettier-ignore

describe('the acknowledgement of a complaint', () => {
  useDatabase()
  let context: TestContext
  let sink: SmtpSink
  let account: ChannelAccountRecord
  let count = 0

  beforeEach(async () => {
    sink = await startSmtpSink()
    context = makeTestContext({ SMTP_URL: sink.url })
    context.queue.work(context)
    account = await mailAccount(context)
  })
  afterEach(async () => {
    await context.close()
    await sink.close()
  })

  const comes = async (fields: Record<string, string> = {}, body = 'GİZLİ SÖZ: kargo gelmedi', transport: Record<string, string> = {}): Promise<void> => {
    count += 1
    await takeMail(rawMail({ 'Message-ID': `<${count}@customer.example>`, Subject: `GİZLİ KONU ${count}`, ...fields }, body), account, context, transport)
    await settled(context)
  } // prettier-ignore

  it('gives the reference number in the customer’s language, in the thread, and none of the customer’s own words', async () => {
    await comes()
    const [mail, ...more] = sink.mails
    const [ticket] = await allTickets()
    expect(more).to.be.empty
    expect(mail!.to).to.deep.equal(['ayse@example.com.tr'])
    expect(mail!.parsed.subject).to.contain(`#${ticket!.number}`)
    expect(mail!.parsed.text).to.contain(`#${ticket!.number}`).and.to.contain('Merhaba')
    expect(mail!.raw).not.to.contain('GİZLİ')
    expect(`${mail!.parsed.subject}${mail!.parsed.text}`).not.to.contain('GİZLİ')
    expect(mail!.header('In-Reply-To')).to.equal(`<${count}@customer.example>`)
    expect(mail!.header('Auto-Submitted')).to.equal('auto-replied')
    expect(mail!.header('Reply-To')).to.contain(`+t${ticket!.number}-`)
    expect(ticket).to.include({ status: 'open', messageCount: 2 })
    expect(ticket!.waitingSince).not.to.equal(null)
    expect(ticket!.lastMessage.direction).to.equal('in')
    expect((await allMessages()).map(({ kind }) => kind)).to.deep.equal(['in', 'auto'])
  })

  it('is in English for a complaint in English', async () => {
    await comes({}, 'Where is my order? The parcel has not arrived and I would like a refund please.')
    expect(sink.mails[0]!.parsed.text).to.contain('Hello')
  })

  it('goes out once, though the job runs again', async () => {
    await comes()
    const opened = await Event.findOne({ name: 'ticket.opened' }).lean()
    await acknowledgeTicket({ eventId: String(opened!._id) }, context)
    await settled(context)
    expect(sink.mails).to.have.length(1)
  })

  it('goes to one address once in a day, and again the day after', async () => {
    await comes()
    await comes()
    expect(await allTickets()).to.have.length(2)
    expect(sink.mails).to.have.length(1)
    travel(hours(25))
    await comes()
    expect(sink.mails).to.have.length(2)
  })

  it('is not sent for a follow-up', async () => {
    await comes()
    await comes({ 'In-Reply-To': '<1@customer.example>', References: `<${count}@customer.example>` })
    expect(await allTickets()).to.have.length(1)
    expect(sink.mails).to.have.length(1)
  })

  const silent: Record<string, [fields: Record<string, string>, transport?: Record<string, string>]> = {
    'an automatic mail': [{ 'Auto-Submitted': 'auto-generated' }],
    'bulk mail': [{ Precedence: 'Bulk' }],
    'a mailing list': [{ 'List-Id': '<list.example>' }],
    'the empty return path': [{}, { mailFrom: '' }],
    'a mailer daemon': [{ From: 'mailer-daemon@mx.example' }],
    'a no-reply address': [{ From: 'no-reply@shop.example' }],
    'our own address': [{ From: supportAddress }],
    'our own address with a tag': [{ From: supportAddress.replace('@', '+x@') }],
    'our own loop header': [{ 'X-Redress-Loop': supportAddress }],
    'nobody': [{ From: '' }],
  } // prettier-ignore
  for (const [name, [fields, transport]] of Object.entries(silent)) {
    it(`is not sent to ${name}, though the mail becomes a ticket`, async () => {
      await comes(fields, 'Merhaba', transport)
      expect(await allTickets()).to.have.length(1)
      expect(await Outbox.countDocuments()).to.equal(0)
      expect(sink.attempts).to.be.empty
    })
  }

  it('is sent to a person who says that no machine wrote', async () => {
    await comes({ 'Auto-Submitted': 'no' })
    expect(sink.mails).to.have.length(1)
  })

  it('is not sent where the account has it switched off', async () => {
    account = await mailAccount(context, { key: 'sessiz', addresses: ['sessiz@shop.example'], settings: { acknowledge: false } }) // prettier-ignore
    await comes()
    expect(await allTickets()).to.have.length(1)
    expect(sink.attempts).to.be.empty
  })

  it('does not start a loop with a machine that answers everything and does not say that it is one', async () => {
    await comes({ From: 'Robot <robot@machine.example>' })
    for (let round = 0; round < 10; round++) {
      const last = sink.mails.at(-1)!
      // it answers to the plain address, quotes nothing and names nothing it answers
      await comes({ From: 'Robot <robot@machine.example>', Subject: `We got: ${last.parsed.subject ?? ''}`.replace(/[[\]#]/g, '') }) // prettier-ignore
    }
    expect(sink.mails).to.have.length(1)
  })
})
