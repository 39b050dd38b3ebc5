import type { NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, list, readJson, text, type Loose } from '../loose.js'

/** Reads one element of an entry; what it throws costs that element only. */
export type ReadItem = (item: Loose, entry: MetaEntry) => NormalisedEvent[]

/** What every element of an entry needs to know. */
export interface MetaEntry {
  /** The page, Instagram account or WhatsApp business account the entry is about. */
  id: string
  fields: Loose
  receivedAt: Date
}

export const ignored = (reason: string): NormalisedEvent[] => [{ kind: 'ignored', reason }]

/**
 * Reads Meta's envelope {object, entry: [{id, messaging | standby | changes}]}: every element of every entry, each behind
 * a guard of its own, so that one that cannot be read becomes `ignored` and costs no other.
 * @param object which object the body must be about
 * @param readers how the elements of each list of an entry are read
 * @throws ChannelRejected('payload_unreadable') when the bytes are not JSON
 */
export function readEnvelope(
  raw: StoredRaw,
  object: string,
  readers: Readonly<Record<string, ReadItem>>,
): NormalisedEvent[] {
  const body = fields(readJson(raw.bytes))
  if (text(body['object']) !== object) return ignored('other_object')
  const entries = list(body['entry'])
  if (entries.length === 0) return ignored('no_entries')
  return entries.flatMap((one) => readEntry(fields(one), raw.receivedAt, readers))
}

function readEntry(
  given: Loose,
  receivedAt: Date,
  readers: Readonly<Record<string, ReadItem>>,
): NormalisedEvent[] {
  const entry: MetaEntry = { id: idText(given['id']), fields: given, receivedAt }
  // the "Test" button of Meta's dashboard
  if (entry.id === '0') return ignored('test_event')
  const events = Object.entries(readers).flatMap(([name, read]) =>
    elements(given, name).flatMap((item) => guarded(() => read(fields(item), entry))),
  )
  return events.length > 0 ? events : ignored('empty_entry')
}

/** Accounts with Instagram's own login have the one change in the entry itself. */
function elements(entry: Loose, name: string): readonly unknown[] {
  return name === 'changes' && text(entry['field']) !== '' ? [entry] : list(entry[name])
}

/** One element's events, or that it could not be read. */
export function guarded(read: () => NormalisedEvent[]): NormalisedEvent[] {
  try {
    return read()
  } catch {
    return ignored('unreadable_item')
  }
}
