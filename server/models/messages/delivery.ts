export const deliveryStates = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'kept'] as const // prettier-ignore
/** kept: there is nowhere to send it to (no SMTP_URL), and the pages say so. */
export type DeliveryState = (typeof deliveryStates)[number]

export interface Delivery {
  state: DeliveryState
  at: Date
  attempts: number
  /** Class and code of the last failure, e.g. 'permanent', '550'. */
  reason?: string
  detail?: string
  /** When it was first in each of the states it has come through. */
  times?: { sent?: Date; delivered?: Date; read?: Date }
}

/** What a far end may report of a message that it has taken. */
export type Reported = 'sent' | 'delivered' | 'read' | 'failed'

/** How far a message has come; what is unknown may still be told. */
const rank: Readonly<Record<Exclude<DeliveryState, 'failed'>, number>> = {
  kept: 0,
  queued: 0,
  unknown: 1,
  sending: 1,
  sent: 2,
  delivered: 3,
  read: 4,
}

/**
 * Whether a report says more than is known. Reports come late and out of order: none takes a message back, a failure is
 * final, and what was delivered has not failed (channels.md 1.1).
 */
export function advances(from: DeliveryState, to: Reported): boolean {
  if (from === 'failed') return false
  if (to === 'failed') return rank[from] < rank.delivered
  return rank[to] > rank[from]
}
