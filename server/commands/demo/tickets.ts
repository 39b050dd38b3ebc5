import { Types } from 'mongoose'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { IntakeContext } from '../../../jobs/context.js'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { after, days, hours, minutes, nowMs, travel } from '../../lib/clock.js'
import type { UserActor } from '../../models/actor.js'
import type { ChannelAccountRecord } from '../../models/channel-accounts/index.js'
import { accept, Inbound, type InboundRecord } from '../../models/intake/index.js'
import * as messages from '../../models/messages/index.js'
import { claimLetter, letterOfMessage, settleLetter } from '../../models/outbox/index.js'
import * as tickets from '../../models/tickets/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import type { Complaint, Person, Step } from './complaint.js'
import { customers, orders } from './shop.js'

export interface Shop {
  context: IntakeContext
  account: ChannelAccountRecord
  people: Record<Person, UserActor>
}

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
  const { inbound, isNew } = await inThePast(writtenAt, () => takeIn(mailOf(complaint), complaint.key, shop))
  const ticket = inbound.outcomes[0]?.ticketNumber ?? null
  if (ticket === null) return { ticket, isNew }
  const steps = complaint.then ?? []
  // the last step ends no later than a moment ago, however recent the complaint is
  const between = Math.min(hours(1.5), (nowMs() - writtenAt.getTime() - minutes(2)) / (steps.length + 1))
  for (const [index, step] of steps.entries())
    await inThePast(after(between * (index + 1), writtenAt), () =>
      take(step, `demo-${complaint.key}-${index}`, ticket, complaint, shop),
    )
  return { ticket, isNew }
}

/** The clock of this process goes to `at` for the while, so that everything written carries the time it tells of. */
async function inThePast<T>(at: Date, body: () => Promise<T>): Promise<T> {
  const distance = at.getTime() - nowMs()
  travel(distance)
  try {
    return await body()
  } finally {
    travel(-distance)
  }
}

interface Letter {
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

async function takeIn(
  letter: Letter,
  key: string,
  shop: Shop,
): Promise<{ inbound: InboundRecord; isNew: boolean }> {
  const to = letter.to ?? shop.account.addresses[0] ?? ''
  const customer = customers[letter.from] ?? { name: '', address: '' }
  const bytes = await compose(letter, key, customer, to)
  const transport = { via: 'file', mailFrom: customer.address, rcptTo: to }
  const stored = await accept(
    { bytes, transport, deliveryKey: `demo:${key}` },
    shop.account,
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

async function take(step: Step, id: string, number: number, complaint: Complaint, shop: Shop): Promise<void> {
  const ticket = await tickets.byNumber(number, shop.people.admin)
  if (step.do === 'assign') {
    if (!ticket.assignee)
      await tickets.assign(ticket, shop.people.manager, new Types.ObjectId(shop.people[step.to].id))
  } else if (step.do === 'tag') await tickets.tag(ticket, shop.people[step.by], { add: step.tags })
  else if (step.do === 'answer') await answer(step.text, id, ticket, complaint, shop)
  else await write(step, id, ticket, shop)
}

async function write(
  step: Extract<Step, { do: 'reply' | 'note' }>,
  id: string,
  ticket: TicketRecord,
  { people, context }: Shop,
): Promise<void> {
  const then = step.do === 'reply' ? step.then : undefined
  const writing = { kind: step.do, text: step.text, clientId: id, ...(then ? { then } : {}) }
  const written = await messages.write(ticket, people[step.by], writing, {
    secrets: context.secrets,
    undoSeconds: 0,
  })
  if (step.do === 'note' || written.repeated) return
  // the shop's customers do not exist: their letters are history and are never handed to a mail server
  const letter = await letterOfMessage(written.message._id)
  const claimed = await claimLetter(letter._id, 'demo')
  if (claimed) await settleLetter(claimed, { outcome: 'sent' })
}

/** The customer answers the shop's last mail from their own mail program. */
async function answer(
  text: string,
  id: string,
  ticket: TicketRecord,
  { from }: Complaint,
  shop: Shop,
): Promise<void> {
  const thread = await messages.threadOf(ticket._id)
  const last = thread.findLast(({ kind }) => kind === 'reply')
  const inReplyTo = last?.email?.messageId ?? null
  await takeIn(
    { from, subject: `Ynt: ${ticket.subject}`, text, ...(inReplyTo ? { inReplyTo } : {}) },
    id,
    shop,
  )
}
