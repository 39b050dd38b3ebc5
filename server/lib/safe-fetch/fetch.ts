import { validateHeaderName, validateHeaderValue } from 'node:http'
import { AppError, ChannelUnavailable, Invalid } from '../errors.js'
import { lowerAscii } from '../fold.js'
import { boundedBy } from './bound.js'
import { exchange, type Answer } from './exchange.js'
import type { FetchAnswer, FetchRequest, SafeFetch } from './index.js'
import { allowedHosts, findTarget, systemResolve, type Resolve, type Target } from './targets.js'

const defaults = { maxBytes: 1_048_576, timeoutMs: 20_000, redirects: 3 }
const redirecting = new Set([301, 302, 303, 307, 308])
/** These follow from the URL and the body, whatever a caller says. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding'])
/** What may go to another host than the one it was meant for: nothing that could be a secret. */
const harmless = new Set(['accept', 'accept-language', 'content-type', 'range', 'user-agent'])

/** What one hop asks. */
interface Hop {
  method: string
  headers: Record<string, string>
  body: Buffer | undefined
}

/**
 * The guarded fetcher; its rules stand at SafeFetch.
 * @param allowPrivate hosts with ports (`127.0.0.1:8081`, `127.0.0.1:*`) that may be private, on any port
 * @param resolve all addresses of a name; the system's resolver unless given
 */
export function makeSafeFetch(options: { allowPrivate: readonly string[]; resolve?: Resolve }): SafeFetch {
  const guard = { allowed: allowedHosts(options.allowPrivate), resolve: options.resolve ?? systemResolve }
  return async (url, request = {}) => {
    const bound = boundedBy(request.timeoutMs ?? defaults.timeoutMs, request.signal)
    const state = { sent: false, host: '' }
    try {
      return await follow(url, request, { guard, bound, state })
    } catch (error) {
      throw error instanceof AppError && !bound.timedOut() ? error : failure(error, bound.timedOut(), state)
    } finally {
      bound.end()
    }
  }
}

interface Course {
  guard: Parameters<typeof findTarget>[2]
  bound: ReturnType<typeof boundedBy>
  state: { sent: boolean; host: string }
}

async function follow(
  url: string,
  request: FetchRequest,
  { guard, bound, state }: Course,
): Promise<FetchAnswer> {
  const maxBytes = request.maxBytes ?? defaults.maxBytes
  let hop = firstHop(request)
  let target = await bound.race(findTarget(url, undefined, guard))
  for (let left = request.redirects ?? defaults.redirects; ; left--) {
    state.host = target.host
    const onSent = (): void => void (state.sent = true)
    const answer = await bound.race(exchange(target, { ...hop, maxBytes, signal: bound.signal, onSent }))
    const onward = redirecting.has(answer.status) ? answer.headers['location'] : undefined
    if (onward === undefined || left <= 0) return { ...answer, url: target.url.href }
    const next = await bound.race(findTarget(onward, target.url, guard))
    hop = nextHop(hop, answer, target, next)
    target = next
  }
}

/** @throws Invalid('request_header_invalid') with its name, never with its value */
function firstHop({ method = 'GET', headers = {}, body }: FetchRequest): Hop {
  const kept = Object.entries({ 'user-agent': 'Redress', ...headers }).map(
    ([name, value]): [string, string] => {
      try {
        validateHeaderName(name)
        validateHeaderValue(name, value)
      } catch (error) {
        throw new Invalid('request_header_invalid', { name }, { cause: error })
      }
      return [lowerAscii(name), value]
    },
  )
  return {
    method,
    headers: Object.fromEntries(kept.filter(([name]) => !ownHeaders.has(name))),
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
}

/** RFC 9110, 15.4: 303 is fetched by GET, and a POST answered by 301 or 302 is by custom too. */
function nextHop(hop: Hop, { status }: Answer, from: Target, to: Target): Hop {
  const asGet = status === 303 || (hop.method === 'POST' && status < 303)
  const elsewhere = from.url.origin !== to.url.origin
  const headers = Object.entries(hop.headers).filter(
    ([name]) => !(elsewhere && !harmless.has(name)) && !(asGet && name === 'content-type'),
  )
  return {
    method: asGet ? 'GET' : hop.method,
    headers: Object.fromEntries(headers),
    body: asGet ? undefined : hop.body,
  }
}

function failure(error: unknown, timedOut: boolean, details: Course['state']): ChannelUnavailable {
  return new ChannelUnavailable(timedOut ? 'fetch_timeout' : 'fetch_failed', { ...details }, { cause: error })
}
