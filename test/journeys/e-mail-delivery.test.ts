import { expect } from 'chai'
import { hours, minutes, travel } from '../../server/lib/clock.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { claimLetter, Outbox, resendLetter, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Message, retract, write, type MessageRecord } from '../../server/models/messages/index.js'
import { upload } from '../../server/models/attachments/index.js'
import { Notification } from '../../server/models/notifications/index.js'
import type { UserActor } from '../../server/models/actor.js'
import type { Types } from 'mongoose'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { colleague, failure } from '../support/people.js'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js'
import {
  allTickets,
  mailAccount,
  makeTestContext,
  settled,
  takeMail,
  type TestContext,
} from '../support/worker.js'

describe('an agent’s reply on its way out', () => {
  useDatabase()
  let context: TestContext
  let sink: SmtpSink
  let account: ChannelAccountRecord
  let mehmet: UserActor

  beforeEach(async () => {
    sink = await startSmtpSink()
    context = makeTestContext({ SMTP_URL: sink.url })
    context.queue.work(context)
    await begin()
  })
  afterEach(async () => {
    await context.close()
    await sink.close()
  })

  const begin = async (): Promise<void> => {
    account = await mailAccount(context, { settings: { catchAll: true, acknowledge: false } })
    mehmet = (await colleague('agent', { name: 'Mehmet' })).actor
    await takeMail(rawMail({ 'Message-ID': '<one@customer.example>' }), account, context)
    await settled(context)
  }
  const reply = async (options: { undoSeconds?: number; attachments?: Types.ObjectId[] } = {}): Promise<MessageRecord> => {
    const [ticket] = await allTickets()
    const { undoSeconds = 0, attachments = [] } = options
    const { message } = await write(ticket!, mehmet, { kind: 'reply', text: 'Merhaba', clientId: 'c1', attachments }, { secrets: context.secrets, undoSeconds })
    return message
  } // prettier-ignore
  const letter = async (): Promise<OutboxRecord> => (await Outbox.findOne().lean<OutboxRecord>())!
  const shown = async (): Promise<MessageRecord> =>
    (await Message.findOne({ kind: 'reply' }).lean<MessageRecord>())!

  it('is sent nowhere when it is taken back in time', async () => {
    const message = await reply({ undoSeconds: 10 })
    await settled(context)
    expect(sink.attempts).to.be.empty
    await retract(message, mehmet)
    travel(minutes(1))
    await settled(context)
    expect(sink.attempts).to.be.empty
    expect((await letter()).state).to.equal('cancelled')
  })

  it('goes out when the time to take it back is over, and cannot be taken back then', async () => {
    const message = await reply({ undoSeconds: 10 })
    travel(minutes(1))
    await settled(context)
    expect(sink.mails).to.have.length(1)
    expect(await failure(retract(message, mehmet))).to.include({ code: 'reply_already_sent' })
  })

  it('carries its files', async () => {
    const file = await upload({ name: 'iade formu.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.4 x') }, mehmet, context.blobs) // prettier-ignore
    await reply({ attachments: [file._id] })
    await settled(context)
    const [sent] = sink.mails[0]!.parsed.attachments
    expect(sent).to.include({ filename: 'iade formu.pdf', contentType: 'application/pdf' })
    expect(sent!.content.toString()).to.equal('%PDF-1.4 x')
  })

  it('fails with the reason when its files are too much for mail', async () => {
    const file = await upload({ name: 'film.mp4', type: 'video/mp4', content: Buffer.alloc(21 * 1024 * 1024) }, mehmet, context.blobs) // prettier-ignore
    await reply({ attachments: [file._id] })
    await settled(context)
    expect(sink.attempts).to.be.empty
    expect((await shown()).delivery).to.include({ state: 'failed', reason: 'attachments_too_large' })
  })

  it('is tried again under the same Message-ID when the server asks to come later', async () => {
    sink.answers.push({ at: 'data', code: 451, text: 'later' })
    await reply()
    await settled(context)
    expect((await letter()).state).to.equal('queued')
    expect((await shown()).delivery).to.include({ state: 'queued', reason: '451' })
    travel(minutes(1))
    await settled(context)
    expect(sink.attempts.map((mail) => mail.header('Message-ID'))).to.deep.equal([(await letter()).reference, (await letter()).reference]) // prettier-ignore
    expect(sink.mails).to.have.length(1)
    expect((await shown()).delivery).to.include({ state: 'sent', attempts: 2 })
  })

  it('fails at once with the server’s words when the recipient is refused, tells its writer, and can be sent again', async () => {
    sink.answers.push({ at: 'rcpt', code: 550, text: 'no such user' })
    const message = await reply()
    await settled(context)
    const { delivery } = await shown()
    expect(delivery).to.include({ state: 'failed', reason: '550' })
    expect(delivery!.detail).to.contain('no such user')
    expect(await Notification.find().lean()).to.have.length(1)
    travel(hours(2))
    await settled(context)
    expect(sink.mails).to.be.empty

    await resendLetter((await letter())._id, mehmet)
    await settled(context)
    expect(sink.mails.map((mail) => mail.header('Message-ID'))).to.deep.equal([message.email!.messageId])
    expect((await shown()).delivery!.state).to.equal('sent')
  })

  it('is unknown when the line breaks after all of it was handed over, and is not sent again by itself', async () => {
    sink.answers.push({ at: 'drop' })
    await reply()
    await settled(context)
    expect(sink.attempts).to.have.length(1)
    expect((await shown()).delivery!.state).to.equal('unknown')
    travel(hours(3))
    await settled(context)
    expect(sink.attempts).to.have.length(1)
  })

  it('is tried once more under its Message-ID when its sender died, and then left to a person', async () => {
    await reply()
    expect(await claimLetter((await letter())._id, 'dead process')).not.to.equal(null)
    await settled(context)
    expect(sink.attempts).to.be.empty
    travel(minutes(3))
    await settled(context)
    expect(sink.mails.map((mail) => mail.header('Message-ID'))).to.deep.equal([(await letter()).reference])
    expect(await letter()).to.include({ state: 'sent', possibleDuplicate: true })
  })

  it('is left to a person when two senders died of it', async () => {
    await reply()
    for (const owner of ['first', 'second']) {
      expect(await claimLetter((await letter())._id, owner)).not.to.equal(null)
      travel(minutes(3))
    }
    await settled(context)
    expect(sink.attempts).to.be.empty
    expect((await letter()).state).to.equal('unknown')
  })

  it('is sent once, though two workers reach for it', async () => {
    await reply()
    const { _id } = await letter()
    const claims = await Promise.all(['a', 'b', 'c'].map((owner) => claimLetter(_id, owner)))
    expect(claims.filter((claim) => claim !== null)).to.have.length(1)
  })

  it('is failed on its message by a bounce that returns it, and only noted by a delay', async () => {
    await reply()
    await settled(context)
    const { reference } = await letter()
    await takeMail(bounce(reference, 'delayed', '4.4.1'), account, context, { mailFrom: '' })
    expect((await shown()).delivery).to.include({ state: 'sent', reason: 'delayed' })
    const inbound = await takeMail(bounce(reference, 'failed', '5.1.1'), account, context, { mailFrom: '' })
    expect(inbound.outcomes.map(({ outcome, reason }) => `${outcome} ${reason}`)).to.deep.equal(['receipt bounce_failed'])
    await settled(context)
    expect((await shown()).delivery).to.include({ state: 'failed', reason: '5.1.1' })
    expect(await allTickets()).to.have.length(1)
    expect(sink.mails).to.have.length(1)
  }) // prettier-ignore

  it('is not touched by a bounce of somebody else’s mail, which opens no ticket either', async () => {
    await reply()
    await settled(context)
    const inbound = await takeMail(bounce('<other@else.example>', 'failed', '5.1.1'), account, context)
    expect(inbound.outcomes[0]!.reason).to.equal('bounce_of_unknown_message')
    expect((await shown()).delivery!.state).to.equal('sent')
    expect(await allTickets()).to.have.length(1)
  })
})

function bounce(messageId: string, action: string, status: string): Buffer {
  const body = ['--x', 'Content-Type: text/plain', '', 'Your mail could not be delivered.', '--x', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; ayse@example.com.tr', `Action: ${action}`, `Status: ${status}`, '', '--x', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, 'Subject: x', '', '--x--', ''] // prettier-ignore
  return rawMail({ From: 'MAILER-DAEMON@mx.example', Subject: `Undelivered ${action}`, 'Message-ID': `<b-${action}-${messageId.slice(1, 20)}@mx.example>`, 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=x' }, body.join('\n')) // prettier-ignore
}
