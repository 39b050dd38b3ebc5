import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { after, days, hours, minutes, nowMs } from '../../lib/clock.js'
import { accept, Inbound, type InboundRecord } from '../../models/intake/index.js'
import * as messages from '../../models/messages/index.js'
import * as tickets from '../../models/tickets/index.js'
import type { Complaint } from './complaint.js'
import { customers, orders } from './shop.js'
import { inThePast, takeStep, type Shop } from './steps.js'

/**
 * Takes one mail of the demonstration in as if it had come when it says, by the path that every mail takes, and does
 * what the shop did about it. A mail that is there already stays as it is.
 * @returns the ticket's number, and whether it was new
 */
export async function makeTicket(
  complaint: Complaint,
  shop: Shop,
): Promise<{ ticket: number | null; isNew: boolean }> {
  const writtenAt = after(-days(complaint.daysAgo))
  const { inbound, isNew } = await inThePast(writtenAt, () =>
    takeMail(mailOf(complaint), complaint.key, shop),
  )
  const ticket = inbound.outcomes[0]?.ticketNumber ?? null
  if (ticket === null) return { ticket, isNew }
  const steps = complaint.then ?? []
  // the last step ends no later than a moment ago, however recent the complaint is
  const between = Math.min(hours(1.5), (nowMs() - writtenAt.getTime() - minutes(2)) / (steps.length + 1))
  for (const [index, step] of steps.entries())
    await inThePast(after(between * (index + 1), writtenAt), () =>
      step.do === 'answer'
        ? answer(step.text, `demo-${complaint.key}-${index}`, ticket, complaint, shop)
        : takeStep(step, `demo-${complaint.key}-${index}`, ticket, shop),
    )
  return { ticket, isNew }
}

/** A mail that a customer (by index) writes. */
export interface Letter {
  from: number
  subject: string
  text: string
  to?: string
  inReplyTo?: string
}

function mailOf(complaint: Complaint): Letter {
  const number = complaint.order === undefined ? '' : (orders[complaint.order]?.number ?? '')
  return { ...complaint, text: complaint.text.replaceAll('{order}', number) }
}

/** Takes one mail of a customer in. @param key fixed name of the mail */
export async function takeMail(
  letter: Letter,
  key: string,
  shop: Shop,
): Promise<{ inbound: InboundRecord; isNew: boolean }> {
  const to = letter.to ?? shop.accounts.email.addresses[0] ?? ''
  const customer = customers[letter.from] ?? { name: '', address: '' }
  const bytes = await compose(letter, key, customer, to)
  const transport = { via: 'file', mailFrom: customer.address, rcptTo: to }
  const stored = await accept(
    { bytes, transport, deliveryKey: `demo:${key}` },
    shop.accounts.email,
    shop.context.blobs,
  )
  await receiveMessage({ inboundId: stored.id.toHexString() }, shop.context)
  const inbound = await Inbound.findById(stored.id).orFail().lean<InboundRecord>()
  return { inbound, isNew: !stored.duplicate }
}

function compose(
  letter: Letter,
  key: string,
  from: { name: string; address: string },
  to: string,
): Promise<Buffer> {
  const mail = new MailComposer({
    from,
    to,
    subject: letter.subject,
    text: letter.text,
    date: after(0),
    messageId: `<demo.${key}@posta.example>`,
    ...(letter.inReplyTo ? { inReplyTo: letter.inReplyTo, references: letter.inReplyTo } : {}),
  })
  return mail.compile().build()
}

/** The customer answers the shop's last mail from their own mail program. */
async function answer(
  text: string,
  id: string,
  number: number,
  { from }: Complaint,
  shop: Shop,
): Promise<void> {
  const ticket = await tickets.byNumber(number, shop.people.admin)
  const thread = await messages.threadOf(ticket._id)
  const last = thread.findLast(({ kind }) => kind === 'reply')
  const inReplyTo = last?.email?.messageId ?? null
  await takeMail(
    { from, subject: `Ynt: ${ticket.subject}`, text, ...(inReplyTo ? { inReplyTo } : {}) },
    id,
    shop,
  )
}
