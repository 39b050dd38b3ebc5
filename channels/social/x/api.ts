import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools } from '../../channel.js'
import { fields, idText, list, number, text, type Loose } from '../loose.js'
import { callTimeout, unanswered, type Failure } from '../reaching.js'
import { apiUrlOf, keysOf } from './account.js'
import { oauthHeader } from './oauth.js'

export type Called = { ok: true; data: Loose } | { ok: false; failure: Failure }

/** Calls the X API v2 in the account's name. Never throws on what the far end does. */
export async function call(
  method: 'GET' | 'POST',
  path: string,
  body: Loose | null,
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<Called> {
  const keys = keysOf(account)
  if (!keys) return { ok: false, failure: { ok: false, class: 'config', code: 'keys_missing' } }
  if (signal.aborted) return { ok: false, failure: { ok: false, class: 'retry', code: 'aborted' } }
  const address = `${apiUrlOf(account)}${path}`
  try {
    const answer = await tools.fetch(address, {
      method,
      headers: {
        authorization: oauthHeader(method, address, keys),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMs: callTimeout,
      redirects: 0,
      signal,
    })
    return judged(answer)
  } catch (error) {
    return { ok: false, failure: unanswered(error) }
  }
}

function judged(answer: FetchAnswer): Called {
  const said = parsed(answer.body)
  const data = fields(said['data'])
  if (answer.status < 300 && Object.keys(data).length > 0) return { ok: true, data }
  const [first] = list(said['errors']).map(fields)
  const code = idText(first?.['code'])
  const detail = (text(said['detail']) || text(first?.['message']) || text(said['title'])).slice(0, 300)
  const kind = byNumber[code] ?? byType(text(said['type'])) ?? byStatus(answer.status)
  const retryAt = kind === 'retry' ? resetOf(answer) : null
  return {
    ok: false,
    failure: {
      ok: false,
      class: kind,
      code: code || String(answer.status),
      detail,
      ...(retryAt ? { retryAt } : {}),
    },
  }
}

function parsed(body: Buffer): Loose {
  try {
    return fields(JSON.parse(body.toString('utf8')))
  } catch (error) {
    return { unreadable: error }
  }
}

/** X's own error numbers, where they say more than the HTTP status (docs.x.com, "Response codes and errors"). */
const byNumber: Readonly<Record<string, Failure['class']>> = {
  '32': 'config', '64': 'config', '89': 'config', '135': 'config', '215': 'config', '261': 'config', '326': 'config',
  '88': 'retry', '130': 'retry', '131': 'retry',
  '144': 'permanent', '150': 'permanent', '185': 'retry', '186': 'permanent', '187': 'permanent', '226': 'permanent',
  '349': 'permanent', '385': 'permanent', '433': 'permanent',
} // prettier-ignore

/** Problems that are the app's or the plan's and not the message's. */
function byType(type: string): Failure['class'] | null {
  return /client-forbidden|oauth1-permissions|usage-capped|unsupported-authentication/.test(type)
    ? 'config'
    : null
}

/** 503 is said before anything was done; other faults of the server may have come after it. */
function byStatus(status: number): Failure['class'] {
  if (status === 429 || status === 503) return 'retry'
  if (status === 401 || status === 402) return 'config'
  if (status >= 300 && status < 500) return 'permanent'
  return 'unknown'
}

function resetOf(answer: FetchAnswer): Date | null {
  const reset = Number(answer.headers['x-rate-limit-reset'])
  return number(reset) !== null && reset > 0 && reset < 10_000_000_000 ? new Date(reset * 1_000) : null
}
