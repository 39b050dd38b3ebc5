import type { NormalisedEvent, ReceiptItem } from '../../channel.js'
import { fields, idText, list, text, type Loose } from '../loose.js'
import { ignored } from '../meta/envelope.js'
import { classOfWhatsAppCode } from './errors.js'
import { messageId, plain } from '../meta/values.js'
import { personOf, type CloudValue } from './people.js'

/** A voice message that was played has been read. */
const states: Readonly<Record<string, ReceiptItem['state']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

/** One element of `statuses`; our reference comes back in `biz_opaque_callback_data`. */
export function readStatus(status: Loose, value: CloudValue): NormalisedEvent[] {
  const named = text(status['status'])
  const state = Object.hasOwn(states, named) ? states[named] : undefined
  const externalId = messageId(status['id'])
  if (!state) return ignored(`status_${named || 'unknown'}`.slice(0, 60))
  if (externalId === '') return ignored('no_message_id')
  const reference = plain(status['biz_opaque_callback_data'])
  const inGroup = text(status['recipient_type']) === 'group'
  const who = personOf(
    status[inGroup ? 'recipient_participant_id' : 'recipient_id'],
    status[inGroup ? 'recipient_participant_user_id' : 'recipient_user_id'],
    value,
  )
  const item: ReceiptItem = {
    externalId,
    state,
    ...(reference === '' ? {} : { reference }),
    ...(state === 'failed' ? faultOf(status) : {}),
  }
  return [{ kind: 'receipt', items: [item], recipient: value.own, ...(who ? { by: who.refs[0] } : {}) }]
}

function faultOf(status: Loose): Pick<ReceiptItem, 'code' | 'detail' | 'class'> {
  const fault = fields(list(status['errors'])[0])
  const detail = plain(fields(fault['error_data'])['details']) || plain(fault['title'])
  const code = idText(fault['code'])
  return {
    code: code || 'failed',
    ...(code === '' ? {} : { class: classOfWhatsAppCode(code) }),
    ...(detail === '' ? {} : { detail: detail.slice(0, 300) }),
  }
}

/** One element of `user_preferences`: somebody stopped, or takes again, what the shop sends of its own accord. */
export function readPreference(preference: Loose, value: CloudValue): NormalisedEvent[] {
  const who = personOf(preference['wa_id'], preference['user_id'], value)
  if (!who) return ignored('no_sender')
  const about = {
    who: who.refs[0],
    word: text(preference['category']) || 'marketing_messages',
    about: 'marketing' as const,
    recipient: value.own,
  }
  const wish = text(preference['value'])
  if (wish === 'stop') return [{ kind: 'optout', ...about }]
  if (wish === 'resume' || wish === 'signup') return [{ kind: 'optin', ...about }]
  return ignored('unknown_preference')
}
