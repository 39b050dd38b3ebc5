import { lowerAscii } from '../../../server/lib/fold.js'
import type { FetchAnswer, FetchRequest } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools, OutboundAttachment } from '../../channel.js'
import { fields, text, type Loose } from '../loose.js'
import { callTimeout, unanswered, type Failure } from '../reaching.js'
import { formBody } from '../telegram/form-body.js'
import { classifyGraphError, graphErrorOf, type FailureTable, type GraphError } from './errors.js'

/** The version that is asked for unless the account says otherwise; Meta keeps each for about two years. */
export const defaultApiVersion = 'v24.0'
const defaultApiUrl = 'https://graph.facebook.com'

/** What one product says with its own error codes. */
export interface GraphProduct {
  codes: FailureTable
  subcodes: FailureTable
}

/** Everything a call needs to know of where it goes. */
export interface GraphPlace {
  account: ChannelAccount
  tools: ChannelTools
  signal: AbortSignal
  product: GraphProduct
}

export interface GraphRequest {
  method: 'GET' | 'POST' | 'DELETE'
  /** Parts of the path after the version; each is escaped. */
  path: readonly string[]
  query?: Readonly<Record<string, string>>
  json?: unknown
  /** A form with one file, under `name`. */
  form?: { values: Readonly<Record<string, string>>; name: string; file: OutboundAttachment }
}

export type GraphAnswer =
  | { ok: true; body: Loose }
  /** `error` is null when Meta itself did not answer. */
  | { ok: false; failure: Failure; error: GraphError | null }

/** Where an account's Graph API is, without a trailing slash. */
export function apiUrlOf({ settings }: ChannelAccount): string {
  return (text(settings['apiUrl']) || defaultApiUrl).replace(/\/+$/, '')
}

/**
 * One call of the Graph API with the account's token in a header, bounded to 15 s. Never throws on what the far end does.
 */
export async function callGraph(request: GraphRequest, place: GraphPlace): Promise<GraphAnswer> {
  const token = place.account.secrets['accessToken'] ?? ''
  const failed = (failure: Failure): GraphAnswer => ({ ok: false, failure, error: null })
  if (token === '') return failed({ ok: false, class: 'config', code: 'no_access_token' })
  if (place.signal.aborted) return failed({ ok: false, class: 'retry', code: 'aborted' })
  try {
    const answer = await place.tools.fetch(urlOf(request, place.account), asked(request, token, place.signal))
    return readAnswer(answer, token, place.product)
  } catch (error) {
    return failed(unanswered(error))
  }
}

function urlOf({ path, query }: GraphRequest, account: ChannelAccount): string {
  const version = text(account.settings['apiVersion']) || defaultApiVersion
  const search = new URLSearchParams(query ?? {}).toString()
  return `${apiUrlOf(account)}/${[version, ...path].map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

function asked({ method, json, form }: GraphRequest, token: string, signal: AbortSignal): FetchRequest {
  // redirects are refused: the API has none, and a POST that became a GET would have sent nothing
  const request: FetchRequest = { method, timeoutMs: callTimeout, redirects: 0, signal }
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  if (form) {
    const { headers: ofForm, body } = formBody(form.values, form.name, form.file)
    return { ...request, headers: { ...headers, ...ofForm }, body }
  }
  if (json === undefined) return { ...request, headers }
  return {
    ...request,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  }
}

function readAnswer(answer: FetchAnswer, token: string, product: GraphProduct): GraphAnswer {
  const body = parsed(answer.body)
  const error = graphErrorOf(body)
  if (answer.status >= 200 && answer.status < 300 && !error && body !== null)
    return { ok: true, body: fields(body) }
  return { ok: false, failure: classifyGraphError(error, answer, product, token), error }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return null
  }
}

/** Whether a token may be shown to a URL: only to Meta's own hosts over https, and to where the account's API is. */
export function mayHaveToken(url: string, account: ChannelAccount): boolean {
  if (!URL.canParse(url)) return false
  const asked = new URL(url)
  const api = apiUrlOf(account)
  if (URL.canParse(api) && asked.origin === new URL(api).origin) return true
  const host = lowerAscii(asked.hostname)
  return (
    asked.protocol === 'https:' &&
    (host === 'lookaside.fbsbx.com' || /\.(?:facebook\.com|fbcdn\.net)$/.test(host))
  )
}
