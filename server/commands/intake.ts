import { adapterFor } from '../../channels/index.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import type { Context } from '../lib/context.js'
import { describeError } from '../lib/errors.js'
import { accept, type InboundOutcome, type InboundRecord } from '../models/intake/index.js'
import type { ChannelAccountRecord } from '../models/channel-accounts/index.js'
import { ended } from './intake/ended.js'
import { inOrder } from './intake/in-order.js'
import { readIntakeArguments } from './intake/arguments.js'
import { rawMessages, type RawItem } from './intake/raw-messages.js'
import type { CommandIo } from './io.js'

interface Line {
  file: string
  /** null: it could not be read, or its processing has to be tried again; `reason` says which. */
  outcome: 'stored' | 'duplicate' | 'ignored' | 'quarantined' | null
  ticket: number | null
  message: string | null
  reason: string | null
}

/**
 * `redress intake [--channel email] [--mailbox ADDR] FILE…|-`: takes real messages in for good, as if they had come by
 * mail, and says of each what became of it.
 * @returns 0 when every item went well (duplicates and ignored ones did), 1 when one did not, 2 for wrong usage
 */
export async function intake(args: string[], io: CommandIo, context: Context): Promise<number> {
  const asked = await readIntakeArguments(args)
  if ('fault' in asked) {
    io.stderr(`${asked.fault}\nusage: redress intake [--channel email] [--mailbox ADDR] FILE…|-\n`)
    return 2
  }
  let status = 0
  const take = (item: RawItem): Promise<Line[]> => takeItem(item, asked.account, asked.mailbox, context)
  for await (const lines of inOrder(rawMessages(asked.files, io.stdin), take, isAnswer)) {
    for (const line of lines) {
      if (line.outcome === null || line.outcome === 'quarantined') status = 1
      io.stdout(JSON.stringify(line))
    }
  }
  return status
}

/** An answer must find what it answers stored, so it waits for everything before it. */
function isAnswer(item: RawItem): boolean {
  if (!item.bytes) return false
  const head = item.bytes.toString('latin1', 0, 64 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? ''
  return /^(?:in-reply-to|references):/im.test(head)
}

async function takeItem(
  item: RawItem,
  account: ChannelAccountRecord,
  mailbox: string | undefined,
  context: Context,
): Promise<Line[]> {
  const { file } = item
  if (!item.bytes) return [nothing(file, item.fault)]
  const transport = { via: 'file', ...(mailbox === undefined ? {} : { rcptTo: mailbox }) }
  try {
    const taken = await accept({ bytes: item.bytes, transport }, account, context.blobs)
    const inboundId = taken.id.toHexString()
    await receiveMessage({ inboundId }, { ...context, adapterFor })
    return linesOf(file, await ended(taken.id), taken.duplicate)
  } catch (error) {
    return [nothing(file, describeError(error))]
  }
}

function linesOf(file: string, inbound: InboundRecord, known: boolean): Line[] {
  if (inbound.state === 'quarantined')
    return [{ ...nothing(file, inbound.error?.code ?? null), outcome: 'quarantined' }]
  if (inbound.state === 'received') return [nothing(file, inbound.error?.code ?? 'not_finished')]
  return inbound.outcomes.map((one) => lineOf(file, one, known))
}

function lineOf(file: string, one: InboundOutcome, known: boolean): Line {
  const { ticketNumber: ticket, reason } = one
  // A delivery report went to the mail it speaks of: no message came of it.
  const outcome = one.outcome === 'receipt' ? 'ignored' : one.outcome
  const message = one.message?.toHexString() ?? null
  if (!known || outcome === 'ignored') return { file, outcome, ticket, message, reason }
  return { file, outcome: 'duplicate', ticket, message, reason: 'delivery_known' }
}

function nothing(file: string, reason: string | null): Line {
  return { file, outcome: null, ticket: null, message: null, reason }
}
