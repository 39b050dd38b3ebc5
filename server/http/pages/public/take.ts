import { formTransport, type OwnEnvelope } from '../../../../channels/direct/form/envelope.js'
import { sleep } from '../../../lib/clock.js'
import type { ChannelAccountRecord } from '../../../models/channel-accounts/index.js'
import { accept, Inbound } from '../../../models/intake/index.js'
import { Message, type MessageRecord } from '../../../models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../models/tickets/index.js'
import type { Web } from '../../web.js'

/** How long a page waits for what was sent to stand in its ticket. */
const patience = 4_000

/** The channel's name of what was written in one shown form. */
export function externalIdOf(envelope: Pick<OwnEnvelope, 'id'> & { conversation?: string }): string {
  return envelope.conversation === undefined ? envelope.id : `${envelope.conversation}:${envelope.id}`
}

/** Takes what was written in for good and hints at it; it is durable when this resolves, and one message when it comes twice. */
export async function takeIn(
  envelope: OwnEnvelope,
  account: ChannelAccountRecord,
  ip: string,
  web: Web,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(envelope))
  const transport = { via: formTransport, remoteAddress: ip }
  const taken = await accept({ bytes, transport, deliveryKey: externalIdOf(envelope) }, account, web.blobs)
  const inboundId = taken.id.toHexString()
  // Durable by now: a sweep finds what no hint reached.
  if (!taken.duplicate)
    void web.enqueue('receive-message', { inboundId }, { id: `receive-message:${inboundId}:0` })
}

/** Whether this was taken in before, whatever became of it since. */
export async function isTaken(key: string, { _id }: ChannelAccountRecord): Promise<boolean> {
  return (await Inbound.exists({ channel: 'form', account: _id, key })) !== null
}

/** The ticket that a message has come to stand in; null when that takes longer than a visitor waits. */
export async function ticketOf(
  externalId: string,
  { _id }: ChannelAccountRecord,
  patient = true,
): Promise<TicketRecord | null> {
  for (let waited = 0; ; waited += 100) {
    const message = await Message.findOne({ channel: 'form', account: _id, externalId }, { ticket: 1 }).lean<
      Pick<MessageRecord, 'ticket'>
    >()
    if (message) return Ticket.findById(message.ticket).lean<TicketRecord>()
    if (!patient || waited >= patience) return null
    await sleep(100)
  }
}
