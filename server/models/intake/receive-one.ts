import { Types } from 'mongoose'
import { after, days, now } from '../../lib/clock.js'
import { change, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import type { Because } from '../because.js'
import {
  Customer,
  Identity,
  knownCustomers,
  recognise,
  survivor,
  type CustomerRecord,
} from '../customers/index.js'
import { joinAnswerer } from '../customers/join-answerer.js'
import { Outbox } from '../outbox/outbox.js'
import { joinMessage } from '../tickets/join.js'
import { openTicket } from '../tickets/open.js'
import { Ticket, type TicketRecord } from '../tickets/ticket.js'
import type { InboundOutcome } from './inbound.js'
import { matterOf, openingOf, personOf, placeOf, preview, receivedEvent, type AuthorRole } from './opening.js'
import { finish, outcomeOf } from './outcomes.js'
import type { PreparedMessage } from './prepare.js'
import type { Item } from './receive.js'
import { storeMessages } from './store.js'
import { byPost, continuedBy, thread, type Thread } from './thread.js'

/** Whether the writer of a mail has something open that it might go on with; asked before it shares a change. */
export async function mayGoOn(prepared: PreparedMessage): Promise<boolean> {
  const known = await knownCustomers([personOf(prepared)])
  const customers = [...known.values()].map(({ _id }) => _id)
  if (customers.length === 0) return false
  const recent = { customer: { $in: customers }, lastActivityAt: { $gte: after(-days(60)) } }
  return (await Ticket.exists(recent)) !== null
}

/** Takes one message to its ticket, its own or a new one, in one change. */
export async function receiveOne(item: Item): Promise<InboundOutcome> {
  const { prepared, reception } = item
  const { inbound, account, keys, secrets, last } = reception
  return change(async (tx) => {
    const named = await thread(keys, prepared.message.sender, { channel: account.channel, account: account._id }, secrets, tx)
    const author = await authorOf(prepared, named, tx)
    const role = roleOf(prepared, author)
    const { ticket: joined, because, follows } = await ticketFor(item, named, author, role, tx)
    const id = new Types.ObjectId()
    const owner = joined?.customer ? await survivor(joined.customer, tx) : null
    const stranger = joined !== null && owner !== null && !author._id.equals(owner._id)
    const ticket = joined
      ? await join(item, joined, { id, author, stranger, because }, tx)
      : await openTicket(await openingWithIdentity(item, author, { follows, message: id, role }, tx), tx)
    const place = { id, ticket: ticket._id, seq: ticket.seq, author, stranger, role, account, inbound: inbound._id, joined: because }
    await storeMessages([{ prepared, place }], tx)
    const outcome = outcomeOf('stored', because[0]?.code ?? null, ticket, id)
    await finish(inbound._id, [outcome], last, tx)
    return outcome
  })
} // prettier-ignore

/**
 * Who wrote it. Behind a status link that is the ticket's own customer. Who answers, at our signed address, a mail that
 * went to this very address has proved it, and is the person we wrote to.
 */
async function authorOf(prepared: PreparedMessage, named: Thread, tx: Tx): Promise<CustomerRecord> {
  const ticket = named.ticket ?? named.follows
  const person = personOf(prepared)
  if (ticket?.customer && person.refs.length === 0) {
    const customer = await survivor(ticket.customer, tx)
    if (customer) return customer
  }
  const address = person.refs.find(({ type }) => type === 'email')
  const answers = named.byToken && prepared.message.channel === 'email' && ticket?.customer && address
  if (!answers || !(await wasWrittenTo(ticket, address.value, tx))) return recognise(person, tx)
  return joinAnswerer(ticket.customer as Types.ObjectId, { ...address, proof: 'roundtrip' }, person, tx)
}

async function wasWrittenTo(ticket: TicketRecord, address: string, tx: Tx): Promise<boolean> {
  return (
    (await Outbox.findOne({ ticket: ticket._id, 'to.address': address }, { _id: 1 }).session(tx).lean()) !==
    null
  )
}

/** The recipient of somebody else's order, as long as they do not speak of an order of their own. */
function roleOf({ receives, order }: PreparedMessage, author: CustomerRecord): AuthorRole {
  if (!receives || receives.customer?.equals(author._id)) return 'customer'
  return order?.customer?.equals(author._id) ? 'customer' : 'recipient'
}

interface Found {
  ticket: TicketRecord | null
  because: Because[]
  follows: TicketRecord | null
}

async function ticketFor(
  item: Item,
  { ticket, follows }: Thread,
  author: CustomerRecord,
  role: AuthorRole,
  tx: Tx,
): Promise<Found> {
  if (ticket || follows) return { ticket, because: [], follows }
  const { message } = item.prepared
  const { account } = item.reception
  if (message.audience === 'public' && message.externalThreadId) {
    const same = await byPost(message.externalThreadId, author._id, account._id, tx)
    if (same) return { ticket: same, because: [], follows: null }
  }
  const on = await continuedBy(author._id, matterOf(item.prepared, account, author, role), tx)
  if (on) return { ...on, follows: null }
  // Two messages of one person at the same instant must not open two tickets: the second meets this write and looks again.
  await Customer.updateOne({ _id: author._id }, { $set: { updatedAt: now() } }, { session: tx })
  return { ticket: null, because: [], follows: null }
}

interface Joining {
  id: Types.ObjectId
  author: CustomerRecord
  stranger: boolean
  because: Because[]
}

async function join(
  { prepared, reception }: Item,
  ticket: TicketRecord,
  { id, author, stranger, because }: Joining,
  tx: Tx,
): Promise<TicketRecord> {
  const { channel } = prepared.message
  const joined = { messageId: id.toHexString(), channel, because: because.map(({ code }) => code) }
  return joinMessage(
    ticket,
    because.length > 0 ? [{ name: 'message.joined', data: joined }] : [],
    receivedEvent(prepared, id, stranger),
    {
      last: preview(prepared, author),
      automatic: prepared.screening !== 'ok',
      ...(stranger ? {} : { place: placeOf(reception.account) }),
      answered: prepared.message.call?.outcome === 'reached',
    },
    system,
    tx,
  )
}

/** A ticket remembers the identity that began it, so that it can go with it should two people be told apart again. */
async function openingWithIdentity(
  item: Item,
  author: CustomerRecord,
  begun: { follows: TicketRecord | null; message: Types.ObjectId; role: AuthorRole },
  tx: Tx,
): Promise<ReturnType<typeof openingOf>> {
  const opening = openingOf(item, author, begun)
  const [ref] = item.prepared.message.sender
  if (!ref) return opening
  const { type, scope, value } = ref
  const identity = await Identity.findOne({ type, scope, value }, { _id: 1 }).session(tx).lean<{ _id: Types.ObjectId }>()
  return identity ? { ...opening, start: { ...opening.start, begunBy: identity._id } } : opening
} // prettier-ignore
