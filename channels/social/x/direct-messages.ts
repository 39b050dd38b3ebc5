import type { NormalisedEvent } from '../../channel.js'
import { entry, fields, idText, instant, text } from '../loose.js'
import { ignored, messageOf, personOf, type Delivered } from './common.js'
import { mediaOf, readable } from './words.js'

/** One of direct_message_events: a private message to us, or one that went out in our name (an echo). */
export function ofDirectMessage(item: unknown, delivered: Delivered): NormalisedEvent {
  const event = fields(item)
  if (text(event['type']) !== 'message_create') return ignored('unsupported_event')
  const made = fields(event['message_create'])
  const [id, from] = [idText(event['id']), idText(made['sender_id'])]
  const to = idText(fields(made['target'])['recipient_id'])
  if (id === '' || from === '' || to === '') return ignored('unknown_shape')
  const echo = from === delivered.us
  if (!echo && to !== delivered.us) return ignored('not_addressed')
  const them = echo ? to : from
  const data = fields(made['message_data'])
  const attached = fields(fields(data['attachment'])['media'])
  const said = readable(text(data['text']), { ...fields(data['entities']), media: [attached] })
  const attachments = mediaOf([attached])
  if (said === '' && attachments.length === 0) return ignored('nothing_said')
  return {
    ...messageOf(delivered, {
      kind: 'message',
      audience: 'private',
      direction: echo ? 'echo' : 'in',
      externalId: id,
      sender: [personOf(them, delivered)],
      senderName: nameOf(them, delivered),
      text: said,
      fullText: said,
      attachments,
      sentAt: instant(event['created_timestamp']),
    }),
    // X names no conversation here: it is the one with this person
    externalThreadId: `dm:${them}`,
  }
}

/** One of direct_message_mark_read_events: the person has read everything up to a message. */
export function ofReading(item: unknown, delivered: Delivered): NormalisedEvent {
  const event = fields(item)
  const [reader, last] = [idText(event['sender_id']), idText(event['last_read_event_id'])]
  const watermark = instant(event['created_timestamp'])
  if (reader === '' || (last === '' && !watermark)) return ignored('unknown_shape')
  if (reader === delivered.us) return ignored('own_reading')
  const read = {
    state: 'read' as const,
    ...(last ? { externalId: last } : {}),
    ...(watermark ? { watermark } : {}),
  }
  return { kind: 'receipt', items: [read], by: personOf(reader, delivered), recipient: delivered.us }
}

function nameOf(id: string, { users }: Delivered): string {
  const user = fields(entry(users, id))
  return text(user['name']) || text(user['screen_name'])
}
