import type { ChannelAccount, ChannelTools, SelfCheck, SetupField } from '../../channel.js'
import { text } from '../loose.js'
import { callGraph, type GraphPlace } from '../meta/graph.js'
import { checkAppSecret, checkSubscription, checkToken, refused, subscribe } from '../meta/setup.js'
import { cloudPlace } from './send.js'

/**
 * What an account on Meta's cloud needs beside its addresses, which are phone number ids. None is required by itself: the
 * channel has accounts at other providers too.
 */
export const whatsappCloudFields: readonly SetupField[] = [
  { name: 'accessToken', in: 'secrets', kind: 'text', required: false, pattern: '^[!-~]{10,2000}$' },
  { name: 'appSecret', in: 'secrets', kind: 'text', required: false, pattern: '^[!-~]{8,200}$' },
  { name: 'verifyToken', in: 'secrets', kind: 'text', required: false, pattern: '^[!-~]{8,200}$' },
  { name: 'businessAccountId', in: 'settings', kind: 'text', required: false, pattern: '^\\d{5,30}$' },
  { name: 'apiVersion', in: 'settings', kind: 'text', required: false, pattern: '^v\\d{1,3}\\.\\d{1,2}$' },
]

/** Asks Meta for the token, the numbers and, where the business account is known, its subscription. Never throws. */
export async function testWhatsAppCloud(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  const place = cloudPlace(account, signal, tools)
  const token = await checkToken({ fields: 'id,name' }, place)
  if (!token.check.ok) return [token.check]
  const checks = [token.check, await checkAppSecret(place)]
  for (const number of account.addresses) checks.push(await checkNumber(number, place))
  const business = text(account.settings['businessAccountId'])
  if (business !== '') checks.push(await checkSubscription(business, [], place))
  return checks
}

async function checkNumber(number: string, place: GraphPlace): Promise<SelfCheck> {
  const query = { fields: 'display_phone_number,verified_name' }
  const answer = await callGraph({ method: 'GET', path: [number], query }, place)
  if (!answer.ok) return refused('meta_number', answer)
  const said = [text(answer.body['verified_name']), text(answer.body['display_phone_number'])]
  return { code: 'meta_number', ok: said[1] !== '', detail: `${said.join(' ').trim()} (${number})` }
}

/** Subscribes the app to the business account, where the settings name it. Never throws. */
export async function connectWhatsAppCloud(
  account: ChannelAccount,
  tools: ChannelTools,
  signal: AbortSignal,
): Promise<SelfCheck[]> {
  const business = text(account.settings['businessAccountId'])
  if (business === '') return [{ code: 'meta_subscribed', ok: false, detail: 'businessAccountId' }]
  return [await subscribe(business, [], cloudPlace(account, signal, tools))]
}
