import type { IdentityRef, InboundMessage, NormalisedEvent, StoredRaw } from '../../channel.js'
import { idText, type Loose } from '../loose.js'

/** Whose account a delivery is for, and what X tells beside the events. */
export interface Delivered {
  raw: StoredRaw
  /** Our own user id. */
  us: string
  /** Names of the people who take part, by id. */
  users: Loose
}

/** A person of X; ids are the same everywhere there, the scope says which account of ours they talk to. */
export function personOf(id: string, { us }: Delivered): IdentityRef {
  return { type: 'x', scope: us, value: id, proof: 'transport' }
}

/**
 * An id as X means it. Its ids go beyond 2^53, where a JSON number has lost its last digits, so `id_str` is read and a
 * number only where it is exact.
 */
export function xId(item: Loose): string {
  const id = idText(item['id_str']) || idText(item['id'])
  return /^\d{1,25}$/.test(id) ? id : ''
}

export function ignored(reason: string): NormalisedEvent {
  return { kind: 'ignored', reason }
}

/** What public and private messages have in common. */
export function messageOf(
  { raw, us }: Delivered,
  own: Pick<
    InboundMessage,
    | 'kind'
    | 'audience'
    | 'direction'
    | 'externalId'
    | 'sender'
    | 'senderName'
    | 'text'
    | 'fullText'
    | 'attachments'
    | 'sentAt'
  >,
): InboundMessage {
  return { ...own, channel: 'x', subject: '', references: [], receivedAt: raw.receivedAt, recipient: us }
}
