import { createHash } from 'node:crypto'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { minutes, seconds } from '../../../server/lib/clock.js'
import type { OpenedAttachment } from '../../channel.js'
import { text } from '../loose.js'
import { unreachable } from '../reaching.js'
import { callGraph, mayHaveToken, type GraphPlace } from './graph.js'
import { webUrl } from './values.js'

const longestFile = 25 * 1024 * 1024
const fileTimeout = minutes(1) + seconds(30)

/**
 * Fetches a file by the reference that normalising made: an absolute URL, or `media:ID` with `#` and its sha256 behind it.
 * A URL of a stranger's never sees the token.
 * @throws ChannelRejected `media_gone`, `media_reference_unknown` or what the guard refuses; ChannelUnavailable to try again
 */
export async function openMedia(ref: string, place: GraphPlace): Promise<OpenedAttachment> {
  const named = /^media:([^#]+)(?:#(.*))?$/s.exec(ref)
  if (named) return openById(named[1] ?? '', named[2] ?? '', place)
  if (webUrl(ref) === '') throw new ChannelRejected('media_reference_unknown')
  return download(ref, {}, place)
}

/** The id leads to a URL that holds for some minutes (WhatsApp Cloud API, media). */
async function openById(id: string, hash: string, place: GraphPlace): Promise<OpenedAttachment> {
  const answer = await callGraph({ method: 'GET', path: [id] }, place)
  if (!answer.ok) {
    const { class: kind, code } = answer.failure
    if (kind === 'permanent') throw new ChannelRejected('media_gone', { code })
    throw new ChannelUnavailable('media_unavailable', { code })
  }
  const url = webUrl(answer.body['url'])
  if (url === '') throw new ChannelUnavailable('media_unavailable', { code: 'no_url' })
  const token = mayHaveToken(url, place.account) ? place.account.secrets['accessToken'] : undefined
  const file = await download(url, token ? { authorization: `Bearer ${token}` } : {}, place)
  if (!isWhole(file.content, hash)) throw new ChannelUnavailable('media_damaged')
  const type = text(answer.body['mime_type'])
  return { ...file, ...(type === '' ? {} : { type }) }
}

async function download(
  url: string,
  headers: Record<string, string>,
  { tools, signal }: GraphPlace,
): Promise<OpenedAttachment> {
  const answer = await tools
    .fetch(url, { headers, maxBytes: longestFile, timeoutMs: fileTimeout, signal })
    .catch(unreachable)
  const { status } = answer
  if (status === 408 || status === 429 || status >= 500)
    throw new ChannelUnavailable('media_unavailable', { http: status })
  if (status !== 200) throw new ChannelRejected('media_gone', { http: status })
  return { type: answer.headers['content-type'] ?? 'application/octet-stream', content: answer.body }
}

/** Compares with what the message said; what is no sha256 (32 bytes in base64 or hex) proves nothing. */
function isWhole(content: Buffer, hash: string): boolean {
  const said = /^[0-9a-f]{64}$/i.test(hash) ? Buffer.from(hash, 'hex') : Buffer.from(hash, 'base64')
  return said.length !== 32 || createHash('sha256').update(content).digest().equals(said)
}
