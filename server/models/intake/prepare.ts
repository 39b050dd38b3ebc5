import { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { Order, type OrderRecord } from '../orders/order.js'
import type { Knowledge } from '../rules/index.js'
import type { Because } from '../because.js'
import type { Priority, Suggestion } from '../tickets/ticket.js'
import { categorise } from './categorise.js'
import type { InboundAttachment, InboundMessage } from './message-shapes.js'
import { normalise, type NormalMessage } from './normalise.js'
import { prioritise } from './prioritise.js'
import { screen, type Screening } from './screen.js'

export interface StoredFile extends Omit<InboundAttachment, 'content' | 'ref'> {
  id: Types.ObjectId
  blob: string
}

/** A message with everything judged and stored that needs no transaction. */
export interface PreparedMessage {
  message: InboundMessage
  normal: NormalMessage
  screening: Screening
  category: { category: string; because: Because[]; suggestions: Suggestion[] }
  priority: { priority: Priority; because: Because[] }
  order: OrderRecord | null
  files: StoredFile[]
}

/** Screens, normalises, judges and puts the files away; safe to repeat, since blobs are named by their content. */
export async function prepare(
  message: InboundMessage,
  knowledge: Knowledge,
  blobs: BlobStore,
): Promise<PreparedMessage> {
  const normal = normalise(message)
  const judged = `${normal.subject}\n${normal.text}`
  const category = categorise(judged, knowledge)
  const facts = message.rating ? { rating: message.rating.value } : {}
  return {
    message,
    normal,
    screening: await screen(message),
    category,
    priority: prioritise({ text: judged, category: category.category, facts }, knowledge),
    order: await orderNamed(normal.orderNumbers),
    files: await Promise.all(message.attachments.map((file) => storeFile(file, blobs))),
  }
}

async function orderNamed(numbers: string[]): Promise<OrderRecord | null> {
  if (numbers.length === 0) return null
  return Order.findOne({ number: { $in: numbers } }).lean<OrderRecord>()
}

async function storeFile(file: InboundAttachment, blobs: BlobStore): Promise<StoredFile> {
  const { name, type, size, inline, contentId } = file
  const blob = await blobs.put(file.content ?? Buffer.alloc(0))
  return { id: new Types.ObjectId(), name, type, size, inline, ...(contentId ? { contentId } : {}), blob }
}
