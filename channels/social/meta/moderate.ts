import type { DeliveryResult, Moderation } from '../../channel.js'
import { callGraph, type GraphPlace, type GraphRequest } from './graph.js'

/** How one product is told to hide or like a comment. */
export type ModerationCalls = Readonly<
  Partial<Record<Moderation, Pick<GraphRequest, 'method' | 'json'> & { edge?: string }>>
>

export const pageComments: ModerationCalls = {
  hide: { method: 'POST', json: { is_hidden: true } },
  unhide: { method: 'POST', json: { is_hidden: false } },
  like: { method: 'POST', edge: 'likes' },
  unlike: { method: 'DELETE', edge: 'likes' },
}

/** Instagram has no call for liking a comment. */
export const instagramComments: ModerationCalls = {
  hide: { method: 'POST', json: { hide: true } },
  unhide: { method: 'POST', json: { hide: false } },
}

/** Hides or likes a public comment; doing it twice is doing it once, so what got no answer may be tried again. */
export async function moderateComment(
  action: Moderation,
  target: string,
  calls: ModerationCalls,
  place: GraphPlace,
): Promise<DeliveryResult> {
  const call = calls[action]
  if (!call) return { ok: false, class: 'permanent', code: 'moderation_not_available' }
  const { edge, ...request } = call
  const answer = await callGraph({ ...request, path: edge === undefined ? [target] : [target, edge] }, place)
  if (answer.ok) return { ok: true, externalIds: [target], state: 'accepted' }
  const { failure } = answer
  return failure.class === 'unknown' ? { ...failure, class: 'retry' } : failure
}
