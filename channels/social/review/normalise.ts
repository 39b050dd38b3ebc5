import type { ChannelAccount, NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, list, readJson, text } from '../loose.js'
import { eventsOfRow, readRow } from './row.js'

/** More reviews than anybody posts at once. */
const mostRows = 1_000

/**
 * A delivery with one review, a list of them or `{ "reviews": […] }`. A row that is no review is ignored with its reason
 * and holds up no other.
 * @throws ChannelRejected('payload_unreadable') for what is no JSON
 */
export function normaliseReviews(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const body = readJson(raw.bytes)
  const site = text(account.settings['site']).trim()
  return rowsOf(body).flatMap((value, index) => {
    if (index >= mostRows)
      return index > mostRows ? [] : [{ kind: 'ignored' as const, reason: 'too_many_reviews' }]
    const row = readRow(value, site)
    return 'fault' in row ? [{ kind: 'ignored' as const, reason: row.fault }] : eventsOfRow(row, raw)
  })
}

function rowsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return list(body)
  const reviews = fields(body)['reviews']
  return Array.isArray(reviews) ? list(reviews) : [body]
}
