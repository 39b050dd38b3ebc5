import { after, seconds } from '../../../server/lib/clock.js'
import type { FetchAnswer } from '../../../server/lib/safe-fetch/index.js'
import type { ChannelAccount, ChannelTools } from '../../channel.js'
import { fields, number, text, type Loose } from '../loose.js'
import { callTimeout, unanswered, type Failure } from '../reaching.js'
import { apiUrlOf, withoutToken } from './account.js'
import type { FormBody } from './form-body.js'

/** What a call of the Bot API came to; `waitSeconds` where Telegram names how long to wait. */
export type Called = { ok: true; result: unknown } | { ok: false; failure: Failure; waitSeconds?: number }

/**
 * Calls one method of the Bot API (core.telegram.org/bots/api#making-requests) with JSON or a form with a file. Never
 * throws on what the far end does, and never tells the token.
 */
export async function call(
  method: string,
  body: Loose | FormBody,
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<Called> {
  const token = account.secrets['botToken']
  if (!token) return failed('config', 'bot_token_missing')
  if (signal.aborted) return failed('retry', 'aborted')
  try {
    const answer = await tools.fetch(`${apiUrlOf(account)}/bot${token}/${method}`, {
      method: 'POST',
      ...(isForm(body)
        ? body
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      // a file goes up slower than a text
      timeoutMs: isForm(body) ? 4 * callTimeout : callTimeout,
      redirects: 0,
      signal,
    })
    return judged(answer, account)
  } catch (error) {
    return { ok: false, failure: unanswered(error) }
  }
}

function isForm(body: Loose | FormBody): body is FormBody {
  return Buffer.isBuffer(body['body'])
}

function failed(kind: Failure['class'], code: string): Called {
  return { ok: false, failure: { ok: false, class: kind, code } }
}

function judged(answer: FetchAnswer, account: ChannelAccount): Called {
  const said = parsed(answer.body)
  if (said['ok'] === true) return { ok: true, result: said['result'] }
  // what Telegram itself did not write tells nothing of what became of the request
  if (said['ok'] !== false)
    return failed(isRefusal(answer.status) ? 'config' : 'unknown', `http_${answer.status}`)
  const detail = withoutToken(text(said['description']), account).slice(0, 300)
  const status = number(said['error_code']) ?? answer.status
  const waitSeconds = number(fields(said['parameters'])['retry_after'])
  const failure: Failure = { ok: false, class: classOf(status, detail), code: String(status), detail }
  if (waitSeconds === null) return { ok: false, failure }
  return { ok: false, failure: { ...failure, retryAt: after(seconds(waitSeconds)) }, waitSeconds }
}

/** Another server's redirect or refusal: the address is not that of a Bot API. */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500
}

function parsed(body: Buffer): Loose {
  try {
    return fields(JSON.parse(body.toString('utf8')))
  } catch (error) {
    return { unreadable: error }
  }
}

/** 403 is also said where the person never began the conversation, which is no wish of theirs. */
function classOf(status: number, description: string): Failure['class'] {
  if (status === 403) return /blocked|deactivated/i.test(description) ? 'optout' : 'permanent'
  if (status === 401 || status === 404) return 'config'
  return status === 429 || status >= 500 ? 'retry' : 'permanent'
}
