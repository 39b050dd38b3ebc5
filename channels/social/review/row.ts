import { lowerAscii } from '../../../server/lib/fold.js'
import { sha256 } from '../../../server/lib/ids.js'
import type { IdentityRef, InboundMessage, NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, number, text, type Loose } from '../loose.js'

/** What stands in one review, in our words; everything but `site` and `id` may be missing. */
export interface ReviewRow {
  site: string
  id: string
  url: string
  author: string
  /** The site's own name for the author; without it nobody can be told to be the same person. */
  authorId: string
  rating: { value: number; max: number } | null
  title: string
  text: string
  createdAt: Date | null
  updatedAt: Date | null
  order: string
  /** The shop's answer that stands under it already. */
  reply: string
  /** Fields that say something which cannot be read; the review is kept without them. */
  unread: ('rating' | 'createdAt' | 'updatedAt')[]
}

/** Why an object is no review. */
export type RowFault = 'review_without_id' | 'review_without_site' | 'review_empty'

/** Reads one review of a webhook body or an imported file; `usualSite` is that of rows which name none. */
export function readRow(value: unknown, usualSite: string): ReviewRow | { fault: RowFault } {
  const row = fields(value)
  const [id, site] = [idText(row['id'], 150), lowerAscii(idText(row['site'], 40) || usualSite)]
  if (id === '') return { fault: 'review_without_id' }
  if (!/^[^\s:]+$/.test(site)) return { fault: 'review_without_site' }
  const read = {
    rating: ratingOf(row),
    createdAt: timeOf(row['createdAt']),
    updatedAt: timeOf(row['updatedAt']),
  }
  const [title, said] = [text(row['title']).trim(), text(row['text']).trim()]
  if (title === '' && said === '' && !known(read.rating)) return { fault: 'review_empty' }
  const url = text(row['url']).trim()
  return {
    id,
    site,
    url: /^https?:\/\/\S{1,1900}$/.test(url) ? url : '',
    ...authorOf(row),
    rating: known(read.rating),
    title,
    text: said,
    createdAt: known(read.createdAt),
    updatedAt: known(read.updatedAt),
    order: idText(row['order'], 60),
    reply: text(row['reply']).trim(),
    unread: (['rating', 'createdAt', 'updatedAt'] as const).filter((name) => read[name] === 'unread'),
  }
}

/** A review, and the answer that stands under it as an echo of the shop's own. */
export function eventsOfRow(row: ReviewRow, raw: StoredRaw): NormalisedEvent[] {
  const review = reviewOf(row, raw)
  if (row.reply === '') return [review]
  const { externalId, sender, receivedAt } = review
  const answer: InboundMessage = {
    ...bare(row.reply),
    kind: 'comment',
    // another answer is another message
    externalId: `${externalId}#reply-${sha256(row.reply).slice(0, 12)}`,
    externalThreadId: externalId,
    inReplyTo: externalId,
    sender,
    senderName: '',
    direction: 'echo',
    sentAt: null,
    receivedAt,
  }
  return [review, answer]
}

function reviewOf(row: ReviewRow, raw: StoredRaw): InboundMessage {
  const externalId = `${row.site}:${row.id}`
  const changed = row.updatedAt ?? row.createdAt
  return {
    ...bare(row.text),
    kind: 'review',
    externalId,
    externalThreadId: externalId,
    sender: [senderOf(row)],
    senderName: row.author,
    direction: 'in',
    subject: row.title,
    ...(row.rating ? { rating: row.rating } : {}),
    ...(row.url === '' ? {} : { permalink: row.url }),
    ...(row.order === '' ? {} : { asked: { order: row.order, answers: [] } }),
    ...(changed ? { revision: changed.getTime() } : {}),
    sentAt: row.createdAt ?? row.updatedAt,
    receivedAt: raw.receivedAt,
  }
}

function bare(said: string) {
  return {
    channel: 'review' as const,
    audience: 'public' as const,
    subject: '',
    text: said,
    fullText: said,
    attachments: [],
    references: [],
  }
}

/** Two reviews under one shown name are two people until the site says that they are one. */
function senderOf({ site, id, authorId }: ReviewRow): IdentityRef {
  const value = authorId || sha256(`${site}:${id}`).slice(0, 32)
  return { type: 'marketplace_user', scope: site, value, proof: 'none' }
}

function known<T>(value: T | null | 'unread'): T | null {
  return value === 'unread' ? null : value
}

function authorOf(row: Loose): { author: string; authorId: string } {
  const author = fields(row['author'])
  return {
    author: (text(row['author']) || text(author['name'])).trim().slice(0, 200),
    authorId: idText(row['authorId']) || idText(author['id']),
  }
}

/** 4, "4", "4,5" or "4/5"; the most is five stars unless `max` or the text says otherwise. */
function ratingOf(row: Loose): ReviewRow['rating'] | 'unread' {
  const given = row['rating']
  if (given === undefined || given === null || given === '') return null
  const parts = /^\s*(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:\/\s*(\d{1,3}))?\s*$/.exec(
    typeof given === 'number' ? String(given) : text(given),
  )
  const value = decimal(parts?.[1])
  const max = decimal(parts?.[2]) ?? number(row['max']) ?? decimal(text(row['max'])) ?? 5
  return value === null || max <= 0 || value > max ? 'unread' : { value, max }
}

function decimal(given: string | undefined): number | null {
  const plain = (given ?? '').trim().replace(',', '.')
  return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null
}

function timeOf(given: unknown): Date | null | 'unread' {
  if (given === undefined || given === null || given === '') return null
  const at = typeof given === 'number' ? new Date(given) : new Date(isoText(text(given)))
  return Number.isNaN(at.getTime()) ? 'unread' : at
}

/** ISO 8601 with a zone, so that no machine's own zone ever counts; a bare day is that day in UTC. */
function isoText(given: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?$/
  return iso.test(given.trim()) ? given.trim() : 'none'
}
