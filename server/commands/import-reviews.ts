import { readFile, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { adapterFor } from '../../channels/index.js'
import { readReviewFile, type FileRow } from '../../channels/social/review/read-file.js'
import { readRow } from '../../channels/social/review/row.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import type { Context } from '../lib/context.js'
import { AppError, describeError, Invalid } from '../lib/errors.js'
import { accountByKey, type ChannelAccountRecord } from '../models/channel-accounts/index.js'
import { accept } from '../models/intake/index.js'
import { ended } from './intake/ended.js'
import { inOrder } from './intake/in-order.js'
import type { CommandIo } from './io.js'
import { words } from './words.js'

/** More than any list of reviews: such a file is something else, and is not read into memory. */
const maxBytes = 50 * 1024 * 1024

interface Line {
  file: string
  /** The review's place in the file, from 1; null when the file itself could not be read. */
  row: number | null
  /** `site:id` */
  review: string | null
  outcome: 'stored' | 'duplicate' | 'ignored' | 'quarantined' | null
  ticket: number | null
  message: string | null
  reason: string | null
  /** Fields that could not be read; the review was taken without them. */
  unread: string[]
}

/**
 * `redress import-reviews --account KEY FILE…`: takes the reviews of CSV and JSON files in for good, as if their site had
 * delivered them, and says of each what became of it. Safe to run again: a review is known by its site and id, a later
 * version of it replaces the earlier one.
 * @returns 0 when every review went well (duplicates did), 1 when one did not, 2 for wrong usage
 * @throws NotFound('channel_account_not_found')
 */
export async function importReviews(args: string[], io: CommandIo, context: Context): Promise<number> {
  const asked = readArguments(args)
  if (!asked) {
    io.stderr(`${words(context.config.defaults.locale)('import_reviews.usage')}\n`)
    return 2
  }
  const account = await accountByKey('review', asked.account)
  let status = 0
  for (const file of asked.files)
    for await (const line of linesOf(file, account, context)) {
      if (line.outcome === null || line.outcome === 'quarantined') status = 1
      io.stdout(JSON.stringify(line))
    }
  return status
}

function readArguments(args: string[]): { account: string; files: string[] } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { account: { type: 'string' } },
      allowPositionals: true,
    })
    return values.account && positionals.length > 0 ? { account: values.account, files: positionals } : null
  } catch (error) {
    // an option that is not there is answered like one that is missing: with how the command is used
    if (!(error instanceof TypeError)) throw error
    return null
  }
}

async function* linesOf(file: string, account: ChannelAccountRecord, context: Context): AsyncGenerator<Line> {
  const rows = await rowsOf(file, context.config.defaults.timeZone)
  if (typeof rows === 'string') {
    yield { ...nothing, file, reason: rows }
    return
  }
  const seen = new Set<string>()
  const items = places(rows, account)
  // two versions of one review must come in the file's order
  const again = ({ name }: Place): boolean => name !== null && (seen.has(name) || !seen.add(name))
  yield* inOrder(items, (place) => takeRow(place, file, account, context), again)
}

/** The file's rows, or why it cannot be read. */
async function rowsOf(file: string, zone: string): Promise<FileRow[] | string> {
  try {
    if ((await stat(file)).size > maxBytes) throw new Invalid('file_too_large')
    return readReviewFile(await readFile(file), zone)
  } catch (error) {
    const details = error instanceof AppError ? ` ${JSON.stringify(error.details)}` : ''
    return `${describeError(error)}${details}`
  }
}

interface Place {
  row: number
  name: string | null
  /** The review as a delivery, or why it is none. */
  bytes: Buffer | string
  unread: string[]
}

// eslint-disable-next-line @typescript-eslint/require-await -- inOrder takes what comes one after the other
async function* places(rows: FileRow[], { settings }: ChannelAccountRecord): AsyncGenerator<Place> {
  const usual = typeof settings['site'] === 'string' ? settings['site'].trim() : ''
  for (const [index, given] of rows.entries()) {
    const read = readRow(given, usual)
    if ('fault' in read) yield { row: index + 1, name: null, bytes: read.fault, unread: [] }
    else
      yield {
        row: index + 1,
        name: `${read.site}:${read.id}`,
        bytes: Buffer.from(JSON.stringify({ ...given, site: read.site })),
        unread: read.unread,
      }
  }
}

async function takeRow(
  { row, name, bytes, unread }: Place,
  file: string,
  account: ChannelAccountRecord,
  context: Context,
): Promise<Line> {
  const line: Line = { ...nothing, file, row, review: name, unread }
  if (typeof bytes === 'string') return { ...line, reason: bytes }
  try {
    const taken = await accept({ bytes, transport: { via: 'file' } }, account, context.blobs)
    await receiveMessage({ inboundId: taken.id.toHexString() }, { ...context, adapterFor })
    return { ...line, ...(await becameOf(taken)) }
  } catch (error) {
    return { ...line, reason: describeError(error) }
  }
}

/** The review's own outcome is its delivery's first; an answer of the shop's under it comes after. */
async function becameOf(taken: Awaited<ReturnType<typeof accept>>): Promise<Partial<Line>> {
  const inbound = await ended(taken.id)
  const [first] = inbound.outcomes
  if (inbound.state === 'quarantined') return { outcome: 'quarantined', reason: inbound.error?.code ?? null }
  if (inbound.state === 'received' || !first) return { reason: inbound.error?.code ?? 'not_finished' }
  const { outcome, reason, ticketNumber: ticket } = first
  const known = taken.duplicate && outcome !== 'ignored'
  return {
    outcome: known ? 'duplicate' : outcome === 'receipt' ? 'ignored' : outcome,
    ticket,
    message: first.message?.toHexString() ?? null,
    reason: known ? 'delivery_known' : reason,
  }
}

const nothing: Line = {
  file: '',
  row: null,
  review: null,
  outcome: null,
  ticket: null,
  message: null,
  reason: null,
  unread: [],
}
