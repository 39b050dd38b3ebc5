import { Types } from 'mongoose'
import type { OpenedAttachment } from '../channels/channel.js'
import { seconds } from '../server/lib/clock.js'
import { AppError, ChannelRejected, describeError, isRetryable } from '../server/lib/errors.js'
import { safeName, trueType } from '../server/lib/files.js'
import { isMongoDown } from '../server/lib/mongo.js'
import {
  beginFetch,
  finishFetch,
  giveUpFetch,
  mediaLimits,
  postponeFetch,
  type PendingFile,
} from '../server/models/attachments/index.js'
import { accountById, openAccount } from '../server/models/channel-accounts/index.js'
import { toolsOf, type JobContext } from './context.js'

/** For the whole of one attempt. */
const patience = seconds(60)

/**
 * Fetches a file that a message named and did not carry; the message stands in its thread already. Safe to run twice: a
 * file is claimed for an attempt. What the provider will never give, or has not given in eight attempts, is failed and
 * the thread says why.
 */
export async function fetchMedia(
  { attachmentId }: { attachmentId: string },
  context: JobContext,
): Promise<void> {
  const file = await beginFetch(new Types.ObjectId(attachmentId))
  if (!file) return
  try {
    const { name, type, content } = await download(file, context)
    await finishFetch(file, {
      name: safeName(name ?? file.name),
      type: await trueType(content, type || file.type),
      size: content.length,
      blob: await context.blobs.put(content),
    })
  } catch (error) {
    // Without a database there is nothing to note: the claim ends and a sweep comes again.
    if (isMongoDown(error)) throw error
    await noteFailure(file, error, context)
  }
}

async function download(file: PendingFile, context: JobContext): Promise<OpenedAttachment> {
  const account = await accountById(file.account)
  const adapter = context.adapterFor(account.channel)
  if (!adapter.openAttachment)
    throw new ChannelRejected('attachment_not_fetchable', { channel: account.channel })
  const opened = await adapter.openAttachment(
    file.ref,
    openAccount(account, context.secrets),
    AbortSignal.timeout(patience),
    mediaTools(context),
  )
  const size = opened.content.length
  if (size === 0) throw new ChannelRejected('attachment_empty')
  if (size > mediaLimits.bytes) throw new ChannelRejected('attachment_too_large', { size })
  return opened
}

/** A file may be larger, and take longer, than what is fetched otherwise. */
function mediaTools(context: JobContext): ReturnType<typeof toolsOf> {
  const tools = toolsOf(context)
  const bounds = { maxBytes: mediaLimits.bytes, timeoutMs: patience }
  return { ...tools, fetch: (url, request) => tools.fetch(url, { ...bounds, ...request }) }
}

async function noteFailure(file: PendingFile, error: unknown, { log }: JobContext): Promise<void> {
  const reason = error instanceof AppError ? error.code : 'fetch_failed'
  const fields = {
    attachmentId: file._id.toHexString(),
    attempts: file.attempts,
    error: describeError(error),
  }
  if (isRetryable(error) && file.attempts < mediaLimits.attempts) {
    await postponeFetch(file)
    log.info('file not fetched, will be tried again', fields)
  } else {
    await giveUpFetch(file, reason)
    log.warn('file given up', fields)
  }
}
