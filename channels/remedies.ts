import type { Remedy } from './channel.js'

/** What a person may want done, as a list to check against and to offer. */
export const remedyKeys = ['refund', 'partial_refund', 'replacement', 'promo_code', 'apology', 'other'] as const satisfies readonly Remedy[] // prettier-ignore
