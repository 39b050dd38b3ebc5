import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools, OpenedAttachment } from '../../channel.js'
import { fields, text } from '../loose.js'
import { callTimeout, unreachable } from '../reaching.js'
import { apiUrlOf } from './account.js'
import { call } from './api.js'

/** The Bot API hands out files up to 20 MB (core.telegram.org/bots/api#getfile). */
const maxFile = 20 * 1024 * 1024

/**
 * Fetches a file by `file:FILE_ID`: its path is asked for anew each time, because the address made of it holds the token
 * and is good for an hour only.
 * @throws ChannelRejected, ChannelUnavailable; neither tells the address
 */
export async function openTelegramFile(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<OpenedAttachment> {
  const id = /^file:(\S{1,300})$/.exec(ref)?.[1]
  if (id === undefined) throw new ChannelRejected('media_reference_unknown')
  const path = await pathOf(id, account, signal, tools)
  const answer = await download(path, account, signal, tools)
  if (answer.status >= 500 || answer.status === 429) throw new ChannelUnavailable('media_unavailable', { status: answer.status }) // prettier-ignore
  if (answer.status !== 200) throw new ChannelRejected('media_gone', { answered: answer.status })
  // no name: the message gave the sender's own, the path has Telegram's
  return {
    type: answer.headers['content-type']?.split(';')[0]?.trim() ?? 'application/octet-stream',
    content: answer.body,
  }
}

async function pathOf(
  id: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<string> {
  const called = await call('getFile', { file_id: id }, account, tools, signal)
  if (called.ok) return safePath(text(fields(called.result)['file_path']))
  const { code = '', detail = '', class: kind } = called.failure
  const details = { code, detail }
  if (kind === 'retry' || kind === 'unknown') throw new ChannelUnavailable('media_unavailable', details)
  throw new ChannelRejected(/too big/i.test(detail) ? 'media_too_large' : 'media_gone', details)
}

/** A Bot API server in local mode answers with a path on its own disk, which is not to be had over HTTP. */
function safePath(path: string): string {
  const parts = path.split('/')
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (!plain || path.length > 500) throw new ChannelRejected('media_gone', { detail: 'no file_path' })
  return path
}

async function download(
  path: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<FetchAnswer> {
  const token = account.secrets['botToken'] ?? ''
  const address = `${apiUrlOf(account)}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`
  try {
    return await tools.fetch(address, { maxBytes: maxFile, timeoutMs: 4 * callTimeout, redirects: 0, signal })
  } catch (error) {
    return unreachable(error)
  }
}
