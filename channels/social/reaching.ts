import { AppError, ChannelRejected, ChannelUnavailable } from '../../server/lib/errors.js'
import type { DeliveryResult } from '../channel.js'

export type Failure = Extract<DeliveryResult, { ok: false }>

/** How long one call of a provider's API may take, in milliseconds. */
export const callTimeout = 15_000

/**
 * What a request that got no answer means for a message: what cannot have been acted on is tried again, an address that
 * the guard refuses needs a person, everything else may have been taken. Only the error's code is told: its details may
 * name an address with a secret in it.
 * @throws what is no fault of reaching the far end
 */
export function unanswered(error: unknown): Failure {
  if (!(error instanceof AppError)) throw error
  const { code } = error
  if (!error.retryable)
    return { ok: false, class: code === 'response_too_large' ? 'unknown' : 'config', code }
  return { ok: false, class: error.details['sent'] === false ? 'retry' : 'unknown', code }
}

/**
 * The same for fetching something: an error that says what happened and nothing of the address.
 * @throws ChannelRejected when it never will be had, ChannelUnavailable to try again
 */
export function unreachable(error: unknown): never {
  if (!(error instanceof AppError)) throw error
  throw error.retryable ? new ChannelUnavailable(error.code) : new ChannelRejected(error.code)
}
