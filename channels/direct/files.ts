import { ChannelRejected, ChannelUnavailable } from '../../server/lib/errors.js'
import type { ChannelAccount, ChannelTools, OpenedAttachment } from '../channel.js'
import { unreachable } from '../social/reaching.js'

/** The largest file that is fetched: an hour of a call as speech codecs store it. */
const maxBytes = 25 * 1024 * 1024

/**
 * Fetches a file that a program of the shop's has named by its URL; nothing of the account goes with the request.
 * @throws ChannelRejected('media_gone' | 'media_refused' | what the guard says), ChannelUnavailable('media_unavailable')
 */
export async function openNamedFile(
  ref: string,
  _account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<OpenedAttachment> {
  const answer = await tools.fetch(ref, { maxBytes, timeoutMs: 30_000, signal }).catch(unreachable)
  const { status, headers, body } = answer
  if (status === 200)
    return {
      type: headers['content-type']?.split(';')[0]?.trim() || 'application/octet-stream',
      content: body,
    }
  const details = { provider: status }
  if (status === 404 || status === 410) throw new ChannelRejected('media_gone', details)
  if (status >= 500 || [401, 408, 425, 429].includes(status))
    throw new ChannelUnavailable('media_unavailable', details)
  throw new ChannelRejected('media_refused', details)
}

/** Whether a text is a web address that may be fetched later. */
export function isFileUrl(url: string): boolean {
  return /^https?:\/\/\S{1,1900}$/.test(url) && URL.canParse(url)
}
