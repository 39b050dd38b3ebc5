import type { OutboundAttachment, OutboundMessage } from '../../channels/channel.js'
import type { Context } from '../../server/lib/context.js'
import { Invalid } from '../../server/lib/errors.js'
import { Attachment, type AttachmentRecord } from '../../server/models/attachments/attachment.js'
import { accountById } from '../../server/models/channel-accounts/index.js'
import { Message, type MessageRecord } from '../../server/models/messages/message.js'
import type { OutboxRecord } from '../../server/models/outbox/index.js'
import { statusLink } from '../../server/models/tickets/status-link.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/ticket.js'
import { renderMail } from '../../views/mail.js'

/** What mail servers commonly take, before the third that encoding adds. */
const maxAttachmentBytes = 20 * 1024 * 1024

/**
 * A letter as it goes out: a mail of an agent's in the frame of its language, anything else in their very words, with
 * the files.
 * @throws Invalid('attachments_too_large'), NotFound('blob_not_found')
 */
export async function outboundMessage(letter: OutboxRecord, context: Context): Promise<OutboundMessage> {
  const { reference, to, cc, subject, inReplyTo, references, replyTo, from, automatic } = letter
  const message = letter.message ? await Message.findById(letter.message).lean<MessageRecord>() : null
  const isFramed = letter.channel === 'email' && message?.kind === 'reply'
  const { text, html } = isFramed ? await framed(letter, message, context) : letter
  return {
    ...{ reference, to, cc, subject, references, from, automatic, text },
    ...placeOf(letter),
    ...(html === undefined ? {} : { html }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(replyTo === undefined ? {} : { replyTo }),
    attachments: message ? await filesOf(message, context) : [],
  }
}

/** Where in the channel it belongs, for those that are no mail. */
function placeOf({
  audience,
  target,
  thread,
  template,
  lastInboundAt,
}: OutboxRecord): Partial<OutboundMessage> {
  return {
    ...(audience === undefined ? {} : { audience }),
    ...(target === undefined ? {} : { target }),
    ...(thread === undefined ? {} : { thread }),
    ...(template === undefined ? {} : { template }),
    ...(lastInboundAt === undefined ? {} : { lastInboundAt }),
  }
}

async function framed(
  letter: OutboxRecord,
  message: MessageRecord,
  { secrets, config }: Context,
): Promise<{ text: string; html?: string }> {
  const account = await accountById(letter.account)
  const ticket = await Ticket.findById(message.ticket).lean<TicketRecord>()
  const linked = ticket !== null && account.settings['statusLink'] !== false
  const view = {
    text: letter.text,
    subject: letter.subject,
    agent: message.author.name,
    account: account.name,
    number: ticket?.number ?? 0,
    statusUrl: linked ? statusLink(ticket, secrets, config.web.publicBaseUrl) : '',
  }
  return renderMail('reply', view, ticket?.language ?? account.locale)
}

async function filesOf(message: MessageRecord, { blobs }: Context): Promise<OutboundAttachment[]> {
  if (message.attachments.length === 0) return []
  const size = message.attachments.reduce((sum, file) => sum + file.size, 0)
  if (size > maxAttachmentBytes)
    throw new Invalid('attachments_too_large', { limit: maxAttachmentBytes, size })
  const records = await Attachment.find({ message: message._id }).lean<AttachmentRecord[]>()
  return Promise.all(
    records.map(async ({ name, type, blob, contentId }) => ({
      ...{ name, type, content: await blobs.get(blob) },
      ...(contentId === undefined ? {} : { contentId }),
    })),
  )
}
