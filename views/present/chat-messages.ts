import type { MessageAttachment, MessageRecord } from '../../server/models/messages/message.js'
import type { WidgetFile, WidgetMessage } from '../types/widget.js'

const speakers = { in: 'visitor', reply: 'agent', auto: 'auto', note: 'agent' } as const

/**
 * A message as its visitor reads it; the caller has asked whether they may.
 * @param visitor whose own messages carry the id by which their screen knows them
 * @param agentSeq up to where agents have read
 */
export function presentChatMessage(message: MessageRecord, visitor: string, agentSeq: number): WidgetMessage {
  const own = message.externalId?.startsWith(`${visitor}:`) === true
  const isBot = message.author.kind === 'bot'
  const gone = message.retraction !== undefined || message.deletion !== undefined
  return {
    id: message._id.toHexString(),
    seq: message.seq,
    clientId: own ? (message.externalId ?? '').slice(visitor.length + 1) : null,
    from: isBot ? 'bot' : speakers[message.kind],
    name: message.kind === 'reply' ? message.author.name : '',
    text: gone ? '' : message.text,
    at: message.at.toISOString(),
    attachments: gone ? [] : message.attachments.filter(isHere).map(presentChatFile),
    ...(own ? { state: message.seq <= agentSeq ? ('read' as const) : ('sent' as const) } : {}),
    ...(gone ? { deleted: true as const } : {}),
  }
}

export function presentChatFile({ id, name, type, size }: Pick<MessageAttachment, 'id' | 'name' | 'type' | 'size'>): WidgetFile {
  return { id: id.toHexString(), name, type, size, url: `/widget/files/${id.toHexString()}` }
} // prettier-ignore

function isHere({ inline, state }: MessageAttachment): boolean {
  return !inline && state === undefined
}
