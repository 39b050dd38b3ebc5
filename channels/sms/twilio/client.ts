import type { Twilio } from 'twilio'
import type { ChannelAccount, ChannelTools } from '../../channel.js'

/** Bounds of one call of Twilio's API. */
export interface Call {
  tools: ChannelTools
  signal: AbortSignal
  timeoutMs: number
}

/** What an answer said beside its body. */
export interface Heard {
  /** Seconds to wait, from Retry-After. */
  retryAfter?: number
}

/** The largest answer that is read: a page of numbers has some 100 kB. */
const maxBytes = 1_048_576

/**
 * The official SDK, talking through the guarded fetcher, so that every call is bounded in time and size and ends with
 * its signal. `settings.apiUrl` replaces the origin of Twilio's own hosts (a stand-in, a proxy of the shop's).
 * @param heard is filled with what the last answer said
 */
export async function twilioClient(account: ChannelAccount, call: Call, heard: Heard = {}): Promise<Twilio> {
  const { default: twilio } = await import('twilio')
  const httpClient = Object.assign(new twilio.RequestClient(), {
    request: (what: SdkRequest) => request(what, account, call, heard),
  })
  const { accountSid = '', authToken = '' } = account.secrets
  return twilio(accountSid, authToken, { httpClient, accountSid, autoRetry: false })
}

/** What the SDK hands to its HTTP client, and takes back. */
interface SdkRequest {
  method: string
  uri: string
  username?: string
  password?: string
  headers?: object
  params?: object
  data?: object
}

interface SdkResponse {
  statusCode: number
  body: never
  headers: Record<string, string>
  toString(): string
}

async function request(
  what: SdkRequest,
  account: ChannelAccount,
  { tools, signal, timeoutMs }: Call,
  heard: Heard,
): Promise<SdkResponse> {
  const basic = Buffer.from(`${what.username ?? ''}:${what.password ?? ''}`).toString('base64')
  const answer = await tools.fetch(urlOf(what, account), {
    method: methodOf(what.method),
    headers: { ...(what.headers as Record<string, string>), Authorization: `Basic ${basic}` },
    ...(what.data ? { body: bodyOf(what, what.data) } : {}),
    redirects: 0,
    maxBytes,
    timeoutMs,
    signal,
  })
  const wait = Number(answer.headers['retry-after'])
  if (wait > 0) heard.retryAfter = wait
  // The SDK reads a body given as text as JSON; its types ask for the parsed one.
  const body = answer.body.toString('utf8')
  return { statusCode: answer.status, body: body as never, headers: answer.headers, toString: () => body }
}

function urlOf({ uri, params }: SdkRequest, account: ChannelAccount): string {
  const url = new URL(uri)
  if (params) for (const [name, value] of encode(params)) url.searchParams.append(name, value)
  const base = apiOrigin(account)
  return base === null ? url.href : `${base}${url.pathname}${url.search}`
}

/** Where the account's API is when it is not Twilio's own; null otherwise. */
export function apiOrigin({ settings }: ChannelAccount): string | null {
  const { apiUrl } = settings
  return typeof apiUrl === 'string' && URL.canParse(apiUrl) ? new URL(apiUrl).origin : null
}

function bodyOf({ headers }: SdkRequest, data: object): string {
  const { 'Content-Type': type } = (headers ?? {}) as Record<string, string>
  return type === 'application/json' ? JSON.stringify(data) : encode(data).toString()
}

function methodOf(method: string): 'GET' | 'POST' | 'PUT' | 'DELETE' {
  const known = (['POST', 'PUT', 'DELETE'] as const).find((one) => one === method.toUpperCase())
  return known ?? 'GET'
}

/** Form encoding as Twilio takes it: lists by repeating the name. */
function encode(values: object): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    for (const one of (Array.isArray(value) ? value : [value]) as unknown[])
      if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
        form.append(name, String(one))
  return form
}
