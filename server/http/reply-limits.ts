import type { Types } from 'mongoose'
import { adapterFor } from '../../channels/index.js'
import type { ReplyWindow } from '../../channels/channel.js'
import { templatesOf, type MessageTemplate } from '../../channels/whatsapp/templates.js'
import { now } from '../lib/clock.js'
import { Invalid } from '../lib/errors.js'
import { Attachment, type AttachmentRecord } from '../models/attachments/attachment.js'
import { openAccount } from '../models/channel-accounts/index.js'
import { publicRepliesTo, type ReplyRoute, type Writing } from '../models/messages/index.js'
import { holdsStatusLink, type TicketRecord } from '../models/tickets/index.js'
import type { Web } from './web.js'

/** What may be sent by a way now. */
export interface RouteLimits {
  window: ReplyWindow
  /** The customer cannot answer by it. */
  oneWay: boolean
  /** There is nothing that would publish it: a person has to. */
  byHand: boolean
  maxChars: number | null
  attachments: { max: number; maxBytes: number } | null
  /** Approved words, which may be sent when nothing else may. */
  templates: MessageTemplate[]
  /** Whether its texts are counted in parts that cost. */
  counted: boolean
}

/** Public answers are short, unless the account's `publicMaxChars` says otherwise. */
const publicMaxChars = 500

/** Asks the way's adapter what it takes now. */
export function limitsOf(route: ReplyRoute, { secrets }: Pick<Web, 'secrets'>): RouteLimits {
  const { account, audience, lastInboundAt, target } = route
  const adapter = adapterFor(route.channel)
  const open = openAccount(account, secrets)
  const { outbound } = adapter.capsFor?.(open) ?? adapter.caps
  const isPublic = audience === 'public'
  return {
    // A window is about writing to somebody; what stands in public anyway is not (channels.md 1.2).
    window: isPublic ? { mode: 'free' } : adapter.replyWindow({ lastInboundAt }, now(), 'human'),
    oneWay: adapter.twoWay?.(open, route.address) === false,
    byHand: route.channel === 'review' && !account.settings['replyUrl'],
    maxChars: isPublic
      ? publicLimit(account.settings, outbound.maxPublicChars ?? outbound.maxChars)
      : (outbound.maxChars ?? null),
    // Neither a public answer nor the one private word about a comment takes files.
    attachments:
      isPublic || (target !== undefined && route.channel !== 'email') ? null : outbound.attachments,
    templates: outbound.templates ? templatesOf(account.settings) : [],
    counted: adapter.countUnits !== undefined,
  }
}

/**
 * Refuses a reply that the channel would not take, before it is written.
 * @throws Invalid, naming the limit: `reply_window_closed`, `template_required`, `reply_too_long`,
 *   `attachments_not_taken`, `attachments_too_many`, `attachment_too_large_here`, `already_answered_in_public`,
 *   `private_link_in_public`
 * @param ticket null where it is only about to begin, which nothing public does
 */
export async function assertTaken(
  ticket: TicketRecord | null,
  route: ReplyRoute,
  writing: Writing,
  web: Pick<Web, 'secrets'>,
): Promise<void> {
  const limits = limitsOf(route, web)
  const { channel } = route
  const { mode, until, reason } = limits.window
  if (mode === 'closed')
    throw new Invalid('reply_window_closed', { channel, reason, until: until?.toISOString() })
  if (mode === 'template' && !writing.template) throw new Invalid('template_required', { channel })
  const { length } = writing.text
  if (limits.maxChars !== null && length > limits.maxChars)
    throw new Invalid('reply_too_long', { channel, limit: limits.maxChars, length })
  if (route.audience === 'public' && ticket) await assertPublishable(ticket, route, writing)
  await assertFilesTaken(route, limits, writing.attachments ?? [])
}

async function assertPublishable(ticket: TicketRecord, route: ReplyRoute, { text }: Writing): Promise<void> {
  // Whoever reads it could open the customer's page.
  if (holdsStatusLink(text, ticket)) throw new Invalid('private_link_in_public')
  const { maxReplies } = adapterFor(route.channel).caps.outbound
  if (maxReplies === undefined || route.target === undefined) return
  if ((await publicRepliesTo(ticket._id, route.target)) >= maxReplies)
    throw new Invalid('already_answered_in_public', { limit: maxReplies })
}

async function assertFilesTaken(
  { channel }: ReplyRoute,
  { attachments: limit }: RouteLimits,
  ids: readonly Types.ObjectId[],
): Promise<void> {
  if (ids.length === 0) return
  if (!limit) throw new Invalid('attachments_not_taken', { channel })
  if (ids.length > limit.max)
    throw new Invalid('attachments_too_many', { channel, limit: limit.max, count: ids.length })
  const files = await Attachment.find({ _id: { $in: [...ids] } }, { name: 1, size: 1 }).lean<
    Pick<AttachmentRecord, 'name' | 'size'>[]
  >()
  const large = files.find(({ size }) => size > limit.maxBytes)
  if (large)
    throw new Invalid('attachment_too_large_here', { channel, limit: limit.maxBytes, name: large.name })
}

function publicLimit(settings: Record<string, unknown>, ofChannel?: number): number {
  const own = settings['publicMaxChars']
  const wanted = typeof own === 'number' && own > 0 ? own : publicMaxChars
  return Math.min(wanted, ofChannel ?? wanted)
}
