import type { NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, list, text, type Loose } from '../loose.js'
import { guarded, ignored, readEnvelope, type MetaEntry } from '../meta/envelope.js'
import { readUserId } from './identity.js'
import { readEcho, readMessage } from './messages.js'
import type { CloudValue } from './people.js'
import { readPreference, readStatus } from './statuses.js'

/** The lists of one change and who reads their elements. */
const readers: Readonly<Record<string, (item: Loose, value: CloudValue) => NormalisedEvent[]>> = {
  messages: readMessage,
  statuses: readStatus,
  message_echoes: readEcho,
  user_preferences: readPreference,
  user_id_update: readUserId,
}

/**
 * A webhook body of WhatsApp's Cloud API to events: what people wrote, receipts, what the shop wrote on its own phone,
 * changed numbers and wishes. Pure and total.
 * @throws ChannelRejected('payload_unreadable') when the bytes are not JSON
 */
export function normaliseWhatsAppCloud(raw: StoredRaw): NormalisedEvent[] {
  return readEnvelope(raw, 'whatsapp_business_account', { changes: readChange })
}

function readChange(change: Loose, { receivedAt }: MetaEntry): NormalisedEvent[] {
  const given = fields(change['value'])
  const own = idText(fields(given['metadata'])['phone_number_id'])
  const value: CloudValue = { fields: given, own, receivedAt }
  const events = Object.entries(readers).flatMap(([name, read]) =>
    list(given[name]).flatMap((item) => guarded(() => read(fields(item), value))),
  )
  if (events.length > 0) return events
  const [fault] = list(given['errors']).map(fields)
  if (fault) return ignored(`error:${idText(fault['code']) || 'unknown'}`.slice(0, 100))
  // news of the account, of templates and the like: what happened stands behind the field
  const what = [text(change['field']) || 'unknown', text(given['event']).toLowerCase()].filter(
    (one) => one !== '',
  )
  return ignored(what.join(':').slice(0, 100))
}
