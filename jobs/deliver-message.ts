import { Types } from 'mongoose'
import type { ChannelAccount, ChannelName, DeliveryResult } from '../channels/channel.js'
import { minutes } from '../server/lib/clock.js'
import { AppError, describeError } from '../server/lib/errors.js'
import { accountById, openAccount } from '../server/models/channel-accounts/index.js'
import {
  claimLetter,
  maxSendAttempts,
  settleLetter,
  type Attempted,
  type OutboxRecord,
} from '../server/models/outbox/index.js'
import { toolsOf, type JobContext } from './context.js'
import { outboundMessage } from './deliver/outbound-message.js'

const sendTimeout = minutes(1)

/** How often a sender may die of a letter: a mail that comes twice shows once, by its Message-ID; nothing else does. */
const mostDeaths = (channel: ChannelName): number => (channel === 'email' ? 1 : 0)

/**
 * Makes one attempt at a due letter and records what became of it. A mail whose sender died is tried once more under
 * its one reference; what else may have been taken is left to a receipt or a person. Safe to run twice: a letter is
 * claimed.
 */
export async function deliverMessage({ outboxId }: { outboxId: string }, context: JobContext): Promise<void> {
  const letter = await claimLetter(new Types.ObjectId(outboxId), context.workerId)
  if (!letter) return
  const attempted = await attempt(letter, context)
  const state = await settleLetter(letter, attempted)
  const fields = { outboxId, state, attempts: letter.attempts }
  if ('class' in attempted)
    context.log.warn('letter not sent', { ...fields, class: attempted.class, code: attempted.code })
  else context.log.debug('letter handed over', fields)
}

async function attempt(letter: OutboxRecord, context: JobContext): Promise<Attempted> {
  if (letter.abandoned > mostDeaths(letter.channel)) return failure('unknown', 'unknown', 'sender_died')
  if (letter.attempts > maxSendAttempts) return failure('failed', 'retry', 'too_many_attempts')
  try {
    const account = await sendingAccount(letter, context)
    // What `redress demo` has made up must never be written to: somebody could have the number.
    if (account.settings['demonstration'] === true)
      return { outcome: 'kept', reason: 'demonstration_account' }
    if (account.channel === 'email' && !account.secrets['smtpUrl']) return { outcome: 'kept' }
    const message = await outboundMessage(letter, context)
    const adapter = context.adapterFor(letter.channel)
    return attemptedBy(
      await adapter.send(message, account, AbortSignal.timeout(sendTimeout), toolsOf(context)),
    )
  } catch (error) {
    // Nothing was handed over: adapters tell what a server did in their result and do not throw.
    const final = error instanceof AppError && !error.retryable
    const code = error instanceof AppError ? error.code : 'internal'
    return failure(final ? 'failed' : 'retry', final ? 'permanent' : 'retry', code, describeError(error))
  }
}

/** A mailbox without a server of its own sends over the configured one. */
async function sendingAccount(letter: OutboxRecord, context: JobContext): Promise<ChannelAccount> {
  const account = openAccount(await accountById(letter.account), context.secrets)
  const { smtpUrl } = context.config.email
  if (account.channel !== 'email') return account
  return { ...account, secrets: { ...(smtpUrl === undefined ? {} : { smtpUrl }), ...account.secrets } }
}

function attemptedBy(result: DeliveryResult): Attempted {
  if (result.ok) return { outcome: 'sent', externalIds: result.externalIds }
  const { class: kind, code = '', detail = '', retryAt } = result
  const outcome = kind === 'retry' || kind === 'unknown' ? kind : 'failed'
  return { outcome, class: kind, code, detail, ...(retryAt ? { retryAt } : {}) }
}

function failure(
  outcome: 'retry' | 'failed' | 'unknown',
  kind: string,
  code: string,
  detail = '',
): Attempted {
  return { outcome, class: kind, code, detail }
}
