import type { MessageView } from '../../../views/types.js'
import type { MessageAttachment, MessageRecord } from '../../models/messages/index.js'

const shownInline = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** A message as pages, pushes and the API tell it. @param number of its ticket */
export function messageView(message: MessageRecord, number: number): MessageView {
  const { delivery } = message
  return {
    id: message._id.toHexString(),
    ticket: number,
    seq: message.seq,
    kind: message.kind,
    channel: message.channel,
    author: { id: message.author.id ?? '', name: message.author.name },
    stranger: message.stranger === true ? (message.authorAddress ?? '') : '',
    at: message.at.toISOString(),
    text: message.text,
    truncated: false,
    quoted: message.hasQuoted,
    html: message.hasHtml,
    raw: message.inbound !== undefined,
    attachments: message.attachments.filter((file) => !file.inline).map(attachmentView),
    delivery: delivery
      ? {
          state: delivery.state,
          reason: delivery.reason ?? '',
          detail: delivery.detail ?? '',
          at: delivery.at.toISOString(),
        }
      : null,
    retracted: message.retraction !== undefined,
    clientId: message.clientId ?? '',
    pending: false,
  }
}

export function attachmentView(
  file: Pick<MessageAttachment, 'id' | 'name' | 'type' | 'size'>,
): MessageView['attachments'][number] {
  const id = file.id.toHexString()
  return {
    id,
    name: file.name,
    type: file.type,
    size: file.size,
    url: `/api/v1/attachments/${id}`,
    image: isShownInline(file.type),
  }
}

/** Pictures that a browser may show by themselves; everything else is downloaded. */
export function isShownInline(type: string): boolean {
  return shownInline.has(type)
}
