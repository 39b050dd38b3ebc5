import { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { sha256 } from '../../lib/ids.js'
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

/** Longer ones are named by their hash: an index key and a schema have their bounds, a sender has none. */
const maxExternalId = 200

/** Screens, normalises, judges and puts the files away; safe to repeat, since blobs are named by their content. */
export async function prepare(
  given: InboundMessage,
  knowledge: Knowledge,
  blobs: BlobStore,
): Promise<PreparedMessage> {
  const { externalId } = given
  const message = externalId.length > maxExternalId ? { ...given, externalId: sha256(externalId) } : given
  const [normal, screening] = [normalise(message), await screen(message)]
  const judged = `${normal.subject}\n${normal.text}`
  const category = categorise(judged, knowledge)
  const facts = message.rating ? { rating: message.rating.value } : {}
  return {
    message,
    normal,
    screening,
    category,
    priority: prioritise({ text: judged, category: category.category, facts }, knowledge),
    order: await orderNamed(normal.orderNumbers),
    files: isKept(screening)
      ? await Promise.all(message.attachments.map((file) => storeFile(file, blobs)))
      : [],
  }
}

/** What becomes part of a thread; of the rest only the raw delivery stays. */
function isKept(screening: Screening): boolean {
  return screening === 'ok' || screening === 'auto_reply'
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
