import type { NormalisedEvent } from '../../channel.js'
import { fields, text, type Loose } from '../loose.js'
import { ignored } from '../meta/envelope.js'
import { idRef, personOf, phoneRef, type CloudValue } from './people.js'

/**
 * What WhatsApp says of a number: that its owner moved to another or got another id, or that the phone behind it is a new
 * one, which may be a stolen number.
 */
export function readSystem(message: Loose, value: CloudValue): NormalisedEvent[] {
  const system = fields(message['system'])
  const type = text(system['type'])
  const who = personOf(message['from'], message['from_user_id'], value)
  if (!who) return unheard(type)
  const from = who.refs[0]
  const about = { kind: 'identity' as const, from, recipient: value.own }
  if (type === 'customer_identity_changed') return [{ ...about, change: 'trust-lost' }]
  const [number, id] = [phoneRef(system['wa_id']) ?? phoneRef(system['new_wa_id']), idRef(system['user_id'], value.own)] // prettier-ignore
  if (number && ['user_changed_number', 'customer_changed_number'].includes(type))
    return [{ ...about, change: 'renumbered', to: number }]
  // a number keeps beside its new id, an old id does not
  if (id && type === 'user_changed_user_id')
    return [{ ...about, change: from.type === 'phone' ? 'alias' : 'renumbered', to: id }]
  return unheard(type)
}

const unheard = (type: string): NormalisedEvent[] => ignored(`system_${type || 'unknown'}`.slice(0, 60))

/** One element of `user_id_update`: the id by which a business knows somebody is another from now on. */
export function readUserId(update: Loose, value: CloudValue): NormalisedEvent[] {
  const { previous, current } = fields(update['user_id'])
  const [from, to] = [idRef(previous, value.own), idRef(current, value.own)]
  if (!from || !to) return ignored('no_user_id')
  return [{ kind: 'identity', change: 'renumbered', from, to, recipient: value.own }]
}
