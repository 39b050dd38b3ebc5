import { Types } from 'mongoose'
import type { Profile } from '../channels/channel.js'
import { seconds } from '../server/lib/clock.js'
import { describeError, isRetryable } from '../server/lib/errors.js'
import { accountById, openAccount } from '../server/models/channel-accounts/index.js'
import {
  beginNaming,
  forgetNaming,
  nameCustomer,
  namelessWriter,
  type Nameless,
} from '../server/models/customers/index.js'
import { toolsOf, type JobContext } from './context.js'

const patience = seconds(20)

/**
 * Asks the provider what the writer of a message calls themselves, when nobody knows their name. Asked once; that there
 * is no answer is remembered for a day. Nothing waits for it, and safe to run twice.
 */
export async function describeSender(
  { messageId }: { messageId: string },
  context: JobContext,
): Promise<void> {
  const writer = await namelessWriter(new Types.ObjectId(messageId))
  if (!writer || !(await beginNaming(writer))) return
  const profile = await ask(writer, context)
  const name = profile?.name.trim()
  if (profile && name) await nameCustomer(writer, { ...profile, name })
}

async function ask(writer: Nameless, context: JobContext): Promise<Profile | null> {
  const { identity } = writer
  const account = await accountById(writer.account)
  const adapter = context.adapterFor(account.channel)
  const ref = { type: identity.type, scope: identity.scope, value: identity.value, proof: identity.proof }
  const opened = openAccount(account, context.secrets)
  try {
    const asked = adapter.describeSender?.(ref, opened, AbortSignal.timeout(patience), toolsOf(context))
    return (await asked) ?? null
  } catch (error) {
    if (isRetryable(error)) {
      await forgetNaming(writer)
      throw error
    }
    context.log.info('provider tells no name', { channel: account.channel, error: describeError(error) })
    return null
  }
}
