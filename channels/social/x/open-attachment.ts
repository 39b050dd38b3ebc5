import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools, OpenedAttachment } from '../../channel.js'
import { callTimeout, unreachable } from '../reaching.js'
import { keysOf, needsSignature } from './account.js'
import { oauthHeader } from './oauth.js'

const maxFile = 25 * 1024 * 1024

/** Fetches a photo or film by its address. @throws ChannelRejected, ChannelUnavailable */
export async function openXFile(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<OpenedAttachment> {
  const answer = await download(ref, account, signal, tools)
  if (answer.status >= 500 || answer.status === 429) throw new ChannelUnavailable('media_unavailable', { status: answer.status }) // prettier-ignore
  if (answer.status !== 200) throw new ChannelRejected('media_gone', { answered: answer.status })
  const type = answer.headers['content-type']?.split(';')[0]?.trim() ?? 'application/octet-stream'
  return { type, content: answer.body }
}

async function download(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<FetchAnswer> {
  const keys = needsSignature(ref, account) ? keysOf(account) : null
  const headers = keys ? { authorization: oauthHeader('GET', ref, keys) } : {}
  try {
    return await tools.fetch(ref, { headers, maxBytes: maxFile, timeoutMs: 4 * callTimeout, signal })
  } catch (error) {
    return unreachable(error)
  }
}
