import type { ChannelAccount, ChannelTools, DeliveryResult, OutboundMessage } from '../../channel.js'
import { idText } from '../loose.js'
import { call } from './api.js'
import { maxPost, postWeight } from './length.js'

/** Direct messages are private; public words answer the post they are for (`target`) and are short. */
export async function sendX(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  if (message.attachments.length > 0) return refused('attachments_not_taken')
  return message.audience === 'public'
    ? answerPost(message, account, signal, tools)
    : writePrivately(message, account, signal, tools)
}

async function answerPost(
  { text, target = '' }: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  if (!isId(target)) return refused('no_target')
  if (postWeight(text) > maxPost)
    return { ...refused('reply_too_long'), detail: `${postWeight(text)} > ${maxPost}` }
  const body = { text, reply: { in_reply_to_tweet_id: target } }
  return outcome(await call('POST', '/2/tweets', body, account, tools, signal), 'id')
}

async function writePrivately(
  { text, to }: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  const person = to[0]?.address ?? ''
  if (!isId(person)) return refused('no_recipient')
  const path = `/2/dm_conversations/with/${person}/messages`
  return outcome(await call('POST', path, { text }, account, tools, signal), 'dm_event_id')
}

function outcome(called: Awaited<ReturnType<typeof call>>, name: string): DeliveryResult {
  if (!called.ok) return called.failure
  const id = idText(called.data[name])
  // taken, but under no name: nothing could ever be matched with it
  if (id === '') return { ok: false, class: 'unknown', code: 'no_id' }
  return { ok: true, externalIds: [id], state: 'sent' }
}

function refused(code: string): Extract<DeliveryResult, { ok: false }> {
  return { ok: false, class: 'permanent', code }
}

function isId(id: string): boolean {
  return /^\d{1,25}$/.test(id)
}
