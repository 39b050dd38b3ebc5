import { Types } from 'mongoose'
import { botMessage, jsonOf } from '../channels/chat/envelope.js'
import { chatSettings } from '../channels/chat/settings.js'
import { minutes } from '../server/lib/clock.js'
import { accountById } from '../server/models/channel-accounts/index.js'
import { acknowledgeOffline, handOver, planMail } from '../server/models/chats/index.js'
import { Event, type DomainEvent } from '../server/models/event.js'
import { Inbound, rawBytes, type InboundRecord } from '../server/models/intake/index.js'
import { Message, type MessageRecord } from '../server/models/messages/index.js'
import { statusLink } from '../server/models/tickets/status-link.js'
import { renderMail } from '../views/mail.js'
import { translator } from '../views/i18n.js'
import type { JobContext } from './context.js'

/**
 * What follows from a message in a chat: an agent's reply is planned for mail should it stay unread, a message left while
 * nobody was there is answered by mail, and a program's wish for a person is fulfilled. Safe to run twice.
 */
export async function tendChat({ eventId }: { eventId: string }, context: JobContext): Promise<void> {
  const event = await Event.findById(new Types.ObjectId(eventId)).lean<DomainEvent>()
  if (!event || !('messageId' in event.data)) return
  const message = await Message.findById(event.data.messageId).lean<MessageRecord>()
  if (message?.channel !== 'chat' || !message.account) return
  if (message.kind === 'reply') {
    const { settings } = await accountById(message.account)
    await planMail(message, minutes(chatSettings(settings).awayMinutes))
  } else if (message.author.kind === 'bot') {
    if (await wantsPerson(message, context)) await handOver(message)
  } else await answerOffline(message, context)
}

async function wantsPerson({ inbound }: MessageRecord, { blobs }: JobContext): Promise<boolean> {
  const delivery = inbound ? await Inbound.findById(inbound).lean<InboundRecord>() : null
  if (!delivery) return false
  const said = botMessage.safeParse(jsonOf(await rawBytes(delivery, blobs)))
  return said.success && said.data.handover === true
}

async function answerOffline(message: MessageRecord, { secrets, config }: JobContext): Promise<void> {
  if (!message.account) return
  const { name: account } = await accountById(message.account)
  await acknowledgeOffline(message, {
    secrets,
    compose: ({ locale }, ticket) => {
      const { number } = ticket
      const statusUrl = statusLink(ticket, secrets, config.web.publicBaseUrl)
      return {
        mail: renderMail('chat-offline', { number, account, statusUrl }, locale),
        shown: translator(locale)('chat.offline_received', { number }),
      }
    },
  })
}
