import { expect } from 'chai'
import { days, hours, travel } from '../../server/lib/clock.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import { write } from '../../server/models/messages/index.js'
import { close, type TicketRecord } from '../../server/models/tickets/index.js'
import type { UserActor } from '../../server/models/actor.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { colleague } from '../support/people.js'
import { startSmtpSink, type SmtpSink, type SunkMail } from '../support/smtp-sink.js'
import {
  allMessages,
  allTickets,
  mailAccount,
  makeTestContext,
  settled,
  supportAddress,
  takeMail,
  type TestContext,
} from '../support/worker.js'

describe('a conversation by e-mail', () => {
  useDatabase()
  let context: TestContext
  let sink: SmtpSink
  let account: ChannelAccountRecord
  let mehmet: UserActor

  beforeEach(async () => {
    sink = await startSmtpSink()
    context = makeTestContext({ SMTP_URL: sink.url })
    context.queue.work(context)
    account = await mailAccount(context, { settings: { catchAll: true, acknowledge: false } })
    mehmet = (await colleague('agent', { name: 'Mehmet' })).actor
  })
  afterEach(async () => {
    await context.close()
    await sink.close()
  })

  const ayseWrites = async (
    fields: Record<string, string> = {},
    body = 'Güller solmuş geldi',
  ): Promise<void> => {
    await takeMail(rawMail({ Subject: 'Solmuş güller', 'Message-ID': '<one@customer.example>', References: '<zero@customer.example>', ...fields }, body), account, context) // prettier-ignore
    await settled(context)
  }

  const mehmetReplies = async (text = 'Hemen yenisini gönderiyoruz'): Promise<SunkMail> => {
    const [ticket] = await allTickets()
    await write(ticket!, mehmet, { kind: 'reply', text, clientId: text }, { secrets: context.secrets, undoSeconds: 0 }) // prettier-ignore
    await settled(context)
    return sink.mails.at(-1)!
  }

  const aySeq = (): Record<string, string> => ({
    'Message-ID': `<${Math.random()}@customer.example>`,
    References: '',
  })

  const answers = async (
    fields: Record<string, string>,
    body = 'Teşekkür ederim',
  ): Promise<TicketRecord[]> => {
    await takeMail(rawMail({ Subject: 'başka konu', ...aySeq(), ...fields }, body), account, context)
    return allTickets()
  }

  it('goes on with the agent’s reply: our Message-ID, what it answers, a signed reply address, no sign of a machine', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    const [ticket] = await allTickets()
    const letter = await Outbox.findOne({ ticket: ticket!._id }).lean<OutboxRecord>()

    expect(mail.to).to.deep.equal(['ayse@example.com.tr'])
    expect(mail.header('Message-ID')).to.equal(letter!.reference)
    expect(mail.header('In-Reply-To')).to.equal('<one@customer.example>')
    expect(mail.header('References')).to.equal('<zero@customer.example> <one@customer.example>')
    expect(mail.header('Reply-To')).to.match(new RegExp(`^destek\\+t${ticket!.number}-[0-9a-z]{26}@cicekpazari\\.example$`))
    expect(mail.header('Auto-Submitted')).to.equal('')
    expect(mail.parsed.from!.text).to.contain('Mehmet')
    expect(mail.parsed.subject).to.contain(`[#${ticket!.number}]`)
    expect(mail.parsed.text).to.contain('Hemen yenisini gönderiyoruz').and.to.contain('##')
    expect(mail.parsed.html).to.contain('Hemen yenisini gönderiyoruz')
    expect(letter).to.include({ state: 'sent', attempts: 1, possibleDuplicate: false })
    expect((await allMessages()).find(({ kind }) => kind === 'reply')!.delivery!.state).to.equal('sent')
    expect(ticket!.waitingSince).to.equal(null)
  }) // prettier-ignore

  it('is joined by an answer to the signed address alone', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    const tickets = await answers({ To: mail.header('Reply-To') })
    expect(tickets).to.have.length(1)
    expect(tickets[0]).to.include({ status: 'open', messageCount: 3 })
    expect(tickets[0]!.waitingSince).not.to.equal(null)
  })

  it('is joined by In-Reply-To alone and by References alone', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    expect(await answers({ 'In-Reply-To': mail.header('Message-ID') })).to.have.length(1)
    expect(await answers({ References: `<lost@else.example> ${mail.header('Message-ID')}` })).to.have.length(
      1,
    )
  })

  it('is joined by our number in the subject when the sender takes part, and by nobody else’s', async () => {
    await ayseWrites()
    const [ticket] = await allTickets()
    expect(await answers({ Subject: `Re: Solmuş güller [#${ticket!.number}]` })).to.have.length(1)
    expect(await answers({ Subject: `Solmuş güller [shop #${ticket!.number}]` })).to.have.length(2)
    expect(await answers({ Subject: `[#${ticket!.number}] içeri`, From: 'Yabancı <kim@other.example>' })).to.have.length(3) // prettier-ignore
  })

  it('is not joined through an address whose signature is wrong', async () => {
    await ayseWrites()
    const address = (await mehmetReplies()).header('Reply-To')
    const forged = address.replace(/-([0-9a-z])/, (_, first: string) => `-${first === '0' ? '1' : '0'}`)
    expect(forged).not.to.equal(address)
    expect(await answers({ To: forged })).to.have.length(2)
  })

  it('is joined by a stranger without the stranger becoming the customer', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    const [ticket] = await answers({ From: 'Komşu <komsu@other.example>', To: mail.header('Reply-To') })
    const last = (await allMessages()).at(-1)!
    expect(last).to.include({ stranger: true, authorAddress: 'komsu@other.example' })
    expect(ticket!.customerName).to.equal('Ayse')
    const next = await mehmetReplies('Cevap')
    expect(next.to).to.deep.equal(['ayse@example.com.tr'])
  })

  it('drops our own mail when it comes back', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    const inbound = await takeMail(Buffer.from(mail.raw), account, context)
    expect(inbound.state).to.equal('ignored')
    expect(inbound.outcomes.map(({ reason }) => reason)).to.deep.equal(['own_message'])
    expect(await allTickets()).to.have.length(1)
    expect(await allMessages()).to.have.length(2)
  })

  it('opens again within 14 days of being answered, and later leads to a new ticket that names the old one', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    await close((await allTickets())[0]!, mehmet, 'resolved')
    travel(days(13))
    const [reopened, ...none] = await answers({ 'In-Reply-To': mail.header('Message-ID') })
    expect(none).to.be.empty
    expect(reopened!.status).to.equal('open')
    expect(reopened).not.to.have.property('closure')

    await close(reopened!, mehmet, 'resolved')
    travel(days(14) + hours(1))
    const [old, fresh] = await answers({ 'In-Reply-To': mail.header('Message-ID') })
    expect(old!.status).to.equal('resolved')
    expect(fresh!.follows!.equals(old!._id)).to.equal(true)
  })

  it('is not opened again by an out-of-office note, which is kept in the thread', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    await close((await allTickets())[0]!, mehmet, 'resolved')
    const [ticket, ...more] = await answers({ 'In-Reply-To': mail.header('Message-ID'), 'Auto-Submitted': 'auto-replied' })
    expect(more).to.be.empty
    expect(ticket).to.include({ status: 'resolved', waitingSince: null })
    expect((await allMessages()).at(-1)!.auto!.is).to.equal(true)
  }) // prettier-ignore

  it('cuts the quoted mail off the answer and keeps the whole', async () => {
    await ayseWrites()
    const mail = await mehmetReplies()
    const quoted = (mail.parsed.text ?? '').split('\n').map((line) => `> ${line}`).join('\n') // prettier-ignore
    await answers({ 'In-Reply-To': mail.header('Message-ID') }, `Oldu, sağ olun\n\n22 Kas 2026 Paz 14:05 tarihinde Mehmet <${supportAddress}> şunu yazdı:\n${quoted}\n`) // prettier-ignore
    expect((await allMessages()).at(-1)).to.include({ text: 'Oldu, sağ olun', hasQuoted: true })
  })
})
