import type { ReplyRoute } from '../../server/models/messages/routes.js'
import type { RouteView } from '../types.js'

/** What a way takes now, as its adapter says. */
export interface RouteFacts {
  window: { mode: RouteView['mode']; until?: Date }
  oneWay: boolean
  byHand: boolean
  maxChars: number | null
  attachments: { max: number; maxBytes: number } | null
  templates: { id: string; name: string; text: string }[]
  counted: boolean
}

/** Channels whose addresses a person can read. */
const readable = new Set(['email', 'sms', 'whatsapp'])

/** One way to answer, as the composer and the API tell it. */
export function presentRoute(route: ReplyRoute, facts: RouteFacts): RouteView {
  const { key, channel, account, address, name, audience, proven, blocked } = route
  return {
    ...{ key, channel, account: account.name, ambiguous: false, chosen: false },
    to: readable.has(channel) ? address : name || address,
    public: audience === 'public',
    blocked: blocked ?? '',
    unproven: !proven,
    mode: facts.window.mode,
    until: facts.window.until?.toISOString() ?? '',
    ...{ oneWay: facts.oneWay, byHand: facts.byHand, counted: facts.counted },
    maxChars: facts.maxChars ?? 0,
    files: facts.attachments?.max ?? 0,
    fileBytes: facts.attachments?.maxBytes ?? 0,
    templates: facts.templates.map(({ id, name: title, text }) => ({ id, name: title, text })),
  }
}

/**
 * The ways with one marked.
 * @param chosen key of the one that the writer has chosen; else the first by which anything can be sent is marked
 */
export function withChosen(views: readonly RouteView[], chosen: string): RouteView[] {
  const key = (views.find((one) => one.key === chosen) ?? views.find(isOpen) ?? views[0])?.key
  const accounts = (channel: string): number =>
    new Set(views.filter((one) => one.channel === channel).map(({ account }) => account)).size
  return views.map((one) => ({ ...one, chosen: one.key === key, ambiguous: accounts(one.channel) > 1 }))
}

/** Whether anything can be sent by it now. */
export function isOpen({ blocked, mode }: RouteView): boolean {
  return blocked === '' && mode !== 'closed'
}
