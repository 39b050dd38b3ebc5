import { Types, type QueryFilter } from 'mongoose'
import { Invalid } from '../../lib/errors.js'
import { fold, foldedWords, lowerAscii } from '../../lib/fold.js'
import type { UserActor } from '../actor.js'
import { findByIdentity } from '../customers/index.js'
import { Order, type OrderRecord } from '../orders/order.js'
import { channelNames } from '../intake/message-shapes.js'
import { priorities, ticketStatuses, type TicketRecord } from './ticket.js'

type Filter = QueryFilter<TicketRecord>

/** Operators by their folded Turkish and English names. */
const operators: Record<string, string> = {
  is: 'is', durum: 'is', assignee: 'assignee', atanan: 'assignee', channel: 'channel', kanal: 'channel',
  priority: 'priority', oncelik: 'priority', category: 'category', kategori: 'category', tag: 'tag', etiket: 'tag',
  customer: 'customer', musteri: 'customer', order: 'order', siparis: 'order',
} // prettier-ignore

const statusWords: Record<string, string> = {
  acik: 'open', bekleyen: 'pending', beklemede: 'pending', askida: 'on_hold', cozulmus: 'resolved', cozuldu: 'resolved', kapali: 'closed',
} // prettier-ignore
const priorityWords: Record<string, string> = {
  dusuk: 'low',
  normal: 'normal',
  yuksek: 'high',
  acil: 'urgent',
}

/**
 * Reads a search: `#4211`, operators (`is:open`, `atanan:ben`, `kanal:email`, `öncelik:acil`, …) and words, which are
 * looked for, folded, in subjects and customers' names. Everything given must hold.
 * @throws Invalid('search_not_understood') naming the part
 */
export async function searchFilter(query: string, viewer: UserActor): Promise<Filter> {
  const parts =
    query
      .trim()
      .slice(0, 300)
      .match(/[^\s:"]+:"[^"]*"|"[^"]*"|\S+/g) ?? []
  const filters: Filter[] = []
  for (const part of parts.slice(0, 12)) filters.push(await partFilter(part, viewer))
  return filters.length === 0 ? {} : { $and: filters }
}

async function partFilter(part: string, viewer: UserActor): Promise<Filter> {
  const number = /^#(\d{1,12})$/.exec(part)
  if (number) return { number: Number(number[1]) }
  if (/^[^\s:@]+@[^\s:@]+$/.test(part)) return customerFilter(part)
  const operator = /^([^:"]+):(.+)$/.exec(part)
  const name = operator ? operators[fold(operator[1] ?? '')] : undefined
  if (operator && name) return operatorFilter(name, (operator[2] ?? '').replace(/^"|"$/g, ''), part, viewer)
  return wordsFilter(part)
}

function wordsFilter(text: string): Filter {
  const words = foldedWords(text)
  return words.length === 0
    ? {}
    : // One term must hold both bounds: of an array, each alone may be met by another of its terms.
      { $and: words.map((word) => ({ terms: { $elemMatch: { $gte: word, $lt: `${word}\uffff` } } })) }
}

async function operatorFilter(name: string, value: string, part: string, viewer: UserActor): Promise<Filter> {
  const folded = fold(value)
  switch (name) {
    case 'is':
      return { status: oneOf(ticketStatuses, statusWords[folded] ?? folded, part) }
    case 'priority':
      return { priority: oneOf(priorities, priorityWords[folded] ?? folded, part) }
    case 'channel':
      return { channel: oneOf(channelNames, folded, part) }
    case 'assignee':
      return assigneeFilter(folded, part, viewer)
    case 'category':
      return { category: folded }
    case 'tag':
      return { tags: value }
    case 'order':
      return orderFilter(value)
    default:
      return customerFilter(value)
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: string, part: string): T {
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined) throw new Invalid('search_not_understood', { part, allowed: [...allowed] })
  return found
}

function assigneeFilter(value: string, part: string, viewer: UserActor): Filter {
  if (['me', 'ben'].includes(value)) return { assignee: new Types.ObjectId(viewer.id) }
  if (['none', 'yok'].includes(value)) return { assignee: null }
  if (Types.ObjectId.isValid(value)) return { assignee: new Types.ObjectId(value) }
  throw new Invalid('search_not_understood', { part })
}

async function customerFilter(address: string): Promise<Filter> {
  if (!address.includes('@')) return wordsFilter(address)
  const customer = await findByIdentity([
    { type: 'email', scope: '', value: lowerAscii(address), proof: 'none' },
  ])
  return { customer: customer?._id ?? new Types.ObjectId() }
}

async function orderFilter(number: string): Promise<Filter> {
  const order = await Order.findOne({ number: number.toUpperCase() }).lean<OrderRecord>()
  return { order: order?._id ?? new Types.ObjectId() }
}
