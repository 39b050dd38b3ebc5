import type { IdentityRef, InboundMessage, NormalisedEvent } from '../../channel.js'
import { fields, list, text, type Loose } from '../loose.js'
import { ignored } from '../meta/envelope.js'
import { messageId, plain, whenOf } from '../meta/values.js'
import { contentOf } from './content.js'
import { readSystem } from './identity.js'
import { personOf, phoneRef, type CloudPerson, type CloudValue } from './people.js'

/** One element of `messages`: words, or something done to words or to a number. */
export function readMessage(message: Loose, value: CloudValue): NormalisedEvent[] {
  if (text(message['group_id']) !== '') return ignored('group_message')
  const type = text(message['type'])
  if (type === 'system') return readSystem(message, value)
  // somebody has opened the conversation and said nothing yet
  if (type === 'request_welcome') return ignored(type)
  const who = personOf(message['from'], message['from_user_id'], value)
  if (!who) return ignored('no_sender')
  return type === 'reaction' || type === 'edit' || type === 'revoke'
    ? readChange(type, message, who.refs[0], value)
    : readWords(message, who, 'in', value)
}

/** One element of `message_echoes`: what the shop itself wrote, in its own app or by another program. */
export function readEcho(message: Loose, value: CloudValue): NormalisedEvent[] {
  const type = text(message['type'])
  const own: IdentityRef = phoneRef(message['from']) ?? {
    type: 'phone',
    scope: '',
    value: value.own,
    proof: 'transport',
  }
  if (type === 'reaction' || type === 'edit' || type === 'revoke')
    return readChange(type, message, own, value)
  const who = personOf(message['to'], message['to_user_id'], value)
  return who ? readWords(message, who, 'echo', value) : ignored('no_recipient')
}

function readWords(
  message: Loose,
  who: CloudPerson,
  direction: InboundMessage['direction'],
  value: CloudValue,
): NormalisedEvent[] {
  const externalId = messageId(message['id'])
  if (externalId === '') return ignored('no_message_id')
  const content = contentOf(message, [...list(message['errors']), ...list(value.fields['errors'])])
  const inReplyTo = messageId(fields(message['context'])['id'])
  return [
    {
      kind: 'message',
      channel: 'whatsapp',
      externalId,
      sender: who.refs,
      senderName: who.name,
      audience: 'private',
      direction,
      subject: '',
      fullText: content.text,
      ...content,
      ...(inReplyTo === '' ? {} : { inReplyTo }),
      references: [],
      sentAt: whenOf(message['timestamp']),
      receivedAt: value.receivedAt,
      recipient: value.own,
    },
  ]
}

/** A reaction without an emoji takes the earlier one back. */
function readChange(
  type: 'reaction' | 'edit' | 'revoke',
  message: Loose,
  by: IdentityRef,
  value: CloudValue,
): NormalisedEvent[] {
  const part = fields(message[type])
  const target = messageId(part[type === 'reaction' ? 'message_id' : 'original_message_id'])
  if (target === '') return ignored('no_message_id')
  const about = { target, by, at: whenOf(message['timestamp']) ?? value.receivedAt, recipient: value.own }
  if (type === 'revoke') return [{ kind: 'delete', ...about }]
  if (type === 'reaction') return [{ kind: 'reaction', emoji: plain(part['emoji']) || null, ...about }]
  return [{ kind: 'edit', text: contentOf(fields(part['message']), []).text, ...about }]
}
