import { createHmac } from 'node:crypto'
import { lowerAscii } from '../../../server/lib/fold.js'
import type { ChannelAccount, SelfCheck, SetupField } from '../../channel.js'
import { fields, idText, list, text } from '../loose.js'
import { callGraph, type GraphAnswer, type GraphPlace } from './graph.js'

/** What every account of Meta's needs; addresses are pages, Instagram accounts or phone number ids. */
export const metaFields: readonly SetupField[] = [
  { name: 'addresses', in: 'addresses', kind: 'lines', required: true, pattern: '^\\d{1,30}$' },
  { name: 'accessToken', in: 'secrets', kind: 'text', required: true, pattern: '^[!-~]{10,2000}$' },
  { name: 'appSecret', in: 'secrets', kind: 'text', required: true, pattern: '^[!-~]{8,200}$' },
  { name: 'verifyToken', in: 'secrets', kind: 'text', required: true, pattern: '^[!-~]{8,200}$' },
  { name: 'apiVersion', in: 'settings', kind: 'text', required: false, pattern: '^v\\d{1,3}\\.\\d{1,2}$' },
  { name: 'apiUrl', in: 'settings', kind: 'text', required: false, pattern: '^https?://\\S{1,300}$' },
]

/** Who the token speaks for. `query` asks for what makes `named` legible. */
export async function checkToken(
  query: Readonly<Record<string, string>>,
  place: GraphPlace,
): Promise<{ check: SelfCheck; id: string }> {
  const answer = await callGraph({ method: 'GET', path: ['me'], query }, place)
  if (!answer.ok) return { check: refused('meta_token', answer), id: '' }
  const id = idText(answer.body['id'])
  const name = text(answer.body['name']) || text(answer.body['username'])
  return { check: { code: 'meta_token', ok: id !== '', detail: `${name} (${id})`.trim() }, id }
}

/** Whether the token and the app secret belong to one app: Graph checks a proof made of both. */
export async function checkAppSecret(place: GraphPlace): Promise<SelfCheck> {
  const { accessToken = '', appSecret = '' } = place.account.secrets
  if (appSecret === '') return { code: 'meta_app_secret', ok: false, detail: 'appSecret' }
  const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex')
  const query = { fields: 'id', appsecret_proof: proof }
  const answer = await callGraph({ method: 'GET', path: ['me'], query }, place)
  return answer.ok ? { code: 'meta_app_secret', ok: true, detail: '' } : refused('meta_app_secret', answer)
}

/** Whether the app hears of everything in `wanted` at a page, Instagram account or business (`subscribed_apps`). */
export async function checkSubscription(
  id: string,
  wanted: readonly string[],
  place: GraphPlace,
): Promise<SelfCheck> {
  const answer = await callGraph({ method: 'GET', path: [id, 'subscribed_apps'] }, place)
  if (!answer.ok) return refused('meta_subscribed', answer)
  const apps = list(answer.body['data']).map(fields)
  const heard = new Set(apps.flatMap((app) => list(app['subscribed_fields']).map(text)))
  const missing = wanted.filter((field) => !heard.has(field))
  const detail = missing.length > 0 ? `– ${missing.join(', ')}` : [...heard].join(', ')
  return { code: 'meta_subscribed', ok: apps.length > 0 && missing.length === 0, detail }
}

/** Subscribes the app to a page, account or business. */
export async function subscribe(
  id: string,
  wanted: readonly string[],
  place: GraphPlace,
): Promise<SelfCheck> {
  const json = wanted.length > 0 ? { subscribed_fields: wanted.join(',') } : {}
  const answer = await callGraph({ method: 'POST', path: [id, 'subscribed_apps'], json }, place)
  if (!answer.ok) return refused('meta_subscribed', answer)
  return { code: 'meta_subscribed', ok: answer.body['success'] === true, detail: wanted.join(', ') }
}

/** Whether what the token speaks for is among the account's addresses. */
export function checkAddress(id: string, { addresses }: ChannelAccount): SelfCheck {
  return {
    code: 'meta_address',
    ok: addresses.includes(lowerAscii(id)),
    detail: `${id} / ${addresses.join(', ')}`,
  }
}

export function refused(code: string, { failure }: Extract<GraphAnswer, { ok: false }>): SelfCheck {
  const said = [failure.code, failure.detail].filter((one) => one !== undefined)
  return { code, ok: false, detail: said.join(' ') }
}
