import { ChannelRejected } from '../../server/lib/errors.js'
import type { ChannelAccount, IdentityRef, InboundMessage, NormalisedEvent, StoredRaw } from '../channel.js'
import { botMessage, chatEnvelope, jsonOf, type BotMessage, type ChatEnvelope } from './envelope.js'

/** Name of the transport by which our own web process hands a visitor's message over. */
export const chatTransport = 'chat'

/**
 * A visitor's message, put down by our own socket, or what a program of the shop's posted. What came through the door is
 * never read as one of ours, whatever it looks like.
 * @throws ChannelRejected('chat_unreadable')
 */
export function normaliseChat(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const body = jsonOf(raw.bytes)
  if (raw.transport['via'] === chatTransport) {
    const parsed = chatEnvelope.safeParse(body)
    if (parsed.success) return [fromVisitor(parsed.data, raw, account)]
  } else {
    const parsed = botMessage.safeParse(body)
    if (parsed.success) return [fromBot(parsed.data, raw, account)]
  }
  throw new ChannelRejected('chat_unreadable')
}

/** The duplicate guard: one visitor's own id of the message. */
export function externalIdOf({ visitor, clientId }: Pick<ChatEnvelope, 'visitor' | 'clientId'>): string {
  return `${visitor}:${clientId}`
}

function fromVisitor(said: ChatEnvelope, raw: StoredRaw, account: ChannelAccount): InboundMessage {
  const { text, asked, conversation, email, phone } = said
  const answers = asked ? transcriptOf(asked) : []
  return {
    ...frame(raw),
    externalId: externalIdOf(said),
    sender: senderOf(said, account),
    senderName: said.name || (email?.value ?? phone?.value ?? ''),
    // A chat has no subject: its first words name the matter in lists.
    subject: firstLine(text),
    text,
    fullText: [...answers, text].join('\n'),
    attachments: said.attachments.map((file) => ({ ...file, inline: false })),
    sentAt: new Date(said.at),
    ...(conversation === null ? {} : { conversation }),
    ...(asked ? { asked: closed(asked) } : {}),
  }
}

function senderOf({ visitor, shopUser, email, phone }: ChatEnvelope, account: ChannelAccount): IdentityRef[] {
  const refs: IdentityRef[] = [{ type: 'visitor', scope: account.key, value: visitor, proof: 'signed' }]
  if (shopUser !== null)
    refs.push({ type: 'shop_user', scope: account.key, value: shopUser, proof: 'signed' })
  if (email) refs.push({ type: 'email', scope: '', ...email })
  if (phone) refs.push({ type: 'phone', scope: '', ...phone })
  return refs
}

function fromBot(said: BotMessage, raw: StoredRaw, account: ChannelAccount): InboundMessage {
  const { visitor, conversation, text } = said
  return {
    ...frame(raw),
    externalId: `bot:${visitor ?? conversation ?? ''}:${said.clientId}`,
    sender: visitor === undefined ? [] : [{ type: 'visitor', scope: account.key, value: visitor, proof: 'signed' }],
    senderName: '',
    subject: firstLine(text),
    text,
    fullText: text,
    attachments: [],
    sentAt: null,
    by: 'bot',
    ...(conversation === undefined ? {} : { conversation }),
  }
} // prettier-ignore

function frame(raw: StoredRaw) {
  return {
    kind: 'message' as const,
    channel: 'chat' as const,
    audience: 'private' as const,
    direction: 'in' as const,
    references: [],
    receivedAt: raw.receivedAt,
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line
}

function transcriptOf(asked: NonNullable<ChatEnvelope['asked']>): string[] {
  return asked.answers.map(({ question, answer }) => `${question}: ${answer}`)
}

function closed({ order, category, remedy, answers }: NonNullable<ChatEnvelope['asked']>) {
  return {
    ...(order ? { order } : {}),
    ...(category === undefined ? {} : { category }),
    ...(remedy === undefined ? {} : { remedy }),
    answers,
  }
}
