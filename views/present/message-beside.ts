import { now } from '../../server/lib/clock.js'
import type { ChannelName } from '../../server/models/intake/message-shapes.js'
import type { MessageRecord } from '../../server/models/messages/message.js'
import type { MessageBesideView, ModerationKey } from '../types.js'
import { presentPromise } from './story.js'

/** What stands beside a message's words; null when there is nothing. */
export function presentBeside(message: MessageRecord): MessageBesideView | null {
  const facts: Omit<MessageBesideView, 'id'> = {
    public: message.audience === 'public',
    permalink: linkOf(message.permalink),
    bot: message.author.kind === 'bot',
    editedAt: message.deletion ? '' : (message.revisions?.at(-1)?.at.toISOString() ?? ''),
    deletedAt: message.deletion?.at.toISOString() ?? '',
    reactions: reactionsOf(message),
    location: message.deletion ? null : locationOf(message),
    rating: message.rating ? ratingOf(message.rating) : null,
    call: callOf(message),
    asked: message.deletion ? null : askedOf(message),
    joined: (message.joined ?? []).map(({ code, detail }) => ({ code, detail })),
    movedFrom: message.moved?.from ?? 0,
    promise: presentPromise(message, 0, now()),
    hidden: message.moderation?.hidden === true,
    liked: message.moderation?.liked === true,
    badLinks: message.deletion ? '' : (message.badLinks ?? []).join(', '),
    actions: actionsOf(message),
  }
  return Object.values(facts).some(isSomething) ? { id: message._id.toHexString(), ...facts } : null
}

/** What a network lets a page do with public words under its posts; the adapters' `moderations`, as pairs. */
export const moderable: Partial<Record<ChannelName, readonly (readonly [ModerationKey, ModerationKey])[]>> = {
  messenger: [
    ['hide', 'unhide'],
    ['like', 'unlike'],
  ],
  instagram: [['hide', 'unhide']],
}

function actionsOf({
  kind,
  channel,
  audience,
  externalId,
  deletion,
  moderation,
}: MessageRecord): ModerationKey[] {
  if (kind !== 'in' || audience !== 'public' || externalId === undefined || deletion) return []
  const isDone = { hide: moderation?.hidden === true, like: moderation?.liked === true }
  return (moderable[channel] ?? []).map(([act, undo]) => (isDone[act as 'hide' | 'like'] ? undo : act))
}

function askedOf({ asked }: MessageRecord): MessageBesideView['asked'] {
  if (!asked || (asked.answers.length === 0 && !asked.order && !asked.remedy)) return null
  return { order: asked.order ?? '', remedy: asked.remedy ?? '', answers: asked.answers }
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** A permalink is a stranger's word: only web addresses become links. */
function linkOf(permalink = ''): string {
  return /^https?:\/\//i.test(permalink) && URL.canParse(permalink) ? permalink : ''
}

/** A reaction that was taken away is kept with an empty sign. */
function reactionsOf({ reactions = [] }: MessageRecord): MessageBesideView['reactions'] {
  const counts = new Map<string, number>()
  for (const { emoji } of reactions) if (emoji) counts.set(emoji, (counts.get(emoji) ?? 0) + 1)
  return [...counts].map(([emoji, count]) => ({ emoji, count }))
}

function locationOf({ location }: MessageRecord): MessageBesideView['location'] {
  if (!location) return null
  const { lat, lon, label } = location
  const place = `${lat.toFixed(5)}, ${lon.toFixed(5)}`
  return {
    label: label ? `${label} (${place})` : place,
    url: `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon}`,
  }
}

function ratingOf({ value, max }: { value: number; max: number }): MessageBesideView['rating'] {
  const stars = max <= 10 ? Array.from({ length: max }, (_, n) => n < Math.round(value)) : []
  return { value, max, stars }
}

function callOf({ call }: MessageRecord): MessageBesideView['call'] {
  if (!call) return null
  const { medium, direction, outcome } = call
  const length = Math.max(0, Math.round(call.seconds ?? 0))
  return { medium, direction, outcome, minutes: Math.floor(length / 60), seconds: length % 60 }
}
