import { isObjectIdOrHexString, Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { after, days } from '../../lib/clock.js'
import { trueType } from '../../lib/files.js'
import { sha256 } from '../../lib/ids.js'
import { hostsIn, isAmong } from '../../lib/links.js'
import { uploadOf } from '../attachments/unsent.js'
import { Order, type OrderRecord } from '../orders/order.js'
import type { Knowledge } from '../rules/index.js'
import * as settings from '../settings/index.js'
import type { Because } from '../because.js'
import type { Priority, Suggestion } from '../tickets/ticket.js'
import { otherCategory } from '../categories/category.js'
import { categorise, type Categorised } from './categorise.js'
import type { InboundAttachment, InboundMessage } from './message-shapes.js'
import { normalise, type NormalMessage } from './normalise.js'
import { prioritise } from './prioritise.js'
import { screen, type Screening } from './screen.js'

/** A file of a message: its bytes lie in the blob store, or with the provider (`ref`), or were uploaded before. */
export interface StoredFile extends Omit<InboundAttachment, 'content' | 'upload'> {
  id: Types.ObjectId
  blob: string
  uploaded?: true
}

/** A message with everything judged and stored that needs no transaction. */
export interface PreparedMessage {
  message: InboundMessage
  normal: NormalMessage
  screening: Screening
  category: { category: string; because: Because[]; suggestions: Suggestion[] }
  priority: { priority: Priority; because: Because[] }
  order: OrderRecord | null
  /** The order whose recipient has the number this came from. */
  receives: OrderRecord | null
  files: StoredFile[]
  /** Hosts on the organisation's list that it links to. */
  badLinks: string[]
  /** Ids of uploads that the message names and its writer may not send. */
  foreignUploads: string[]
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
  const category = chosenOr(categorise(judged, knowledge), message, knowledge)
  const facts = message.rating ? { rating: (message.rating.value / message.rating.max) * 5 } : {}
  return {
    message,
    normal,
    screening,
    category,
    priority: prioritise({ text: judged, category: category.category, facts }, knowledge),
    order: await orderNamed(normal.orderNumbers),
    receives: await orderReceivedBy(message),
    badLinks: await badLinksOf(message),
    ...(isKept(screening) ? await storeFiles(message, blobs) : { files: [], foreignUploads: [] }),
  }
}

async function badLinksOf({ fullText, html = '' }: InboundMessage): Promise<string[]> {
  const listed = (await settings.get('blockedLinkHosts')) ?? []
  if (listed.length === 0) return []
  return hostsIn(`${fullText}\n${html}`)
    .filter((host) => isAmong(host, listed))
    .slice(0, 20)
}

/** What becomes part of a thread; of the rest only the raw delivery stays. */
function isKept(screening: Screening): boolean {
  return screening === 'ok' || screening === 'auto_reply'
}

/** Who fills in a form says what it is about; the rules' opinion stays beside it. */
function chosenOr(judged: Categorised, { asked }: InboundMessage, knowledge: Knowledge): Categorised {
  const chosen = asked?.category
  if (chosen === undefined || chosen === otherCategory || !knowledge.categories.has(chosen)) return judged
  return { ...judged, category: chosen, because: [{ code: 'asked', detail: chosen }] }
}

/** An order is spoken of by phone for some weeks, not for ever. */
const orderSpokenOf = days(60)

async function orderReceivedBy({ channel, sender }: InboundMessage): Promise<OrderRecord | null> {
  const phone = sender.find(({ type, proof }) => type === 'phone' && proof !== 'none')?.value
  if (phone === undefined || (channel !== 'sms' && channel !== 'whatsapp')) return null
  const since = after(-orderSpokenOf)
  const order = await Order.findOne({ 'recipient.phone': phone }).sort({ _id: -1 }).lean<OrderRecord>()
  return order && order.createdAt > since ? order : null
}

async function orderNamed(numbers: string[]): Promise<OrderRecord | null> {
  if (numbers.length === 0) return null
  return Order.findOne({ number: { $in: numbers } }).lean<OrderRecord>()
}

async function storeFiles(message: InboundMessage, blobs: BlobStore): Promise<Pick<PreparedMessage, 'files' | 'foreignUploads'>> {
  const files = await Promise.all(message.attachments.map((file) => storeFile(file, message, blobs)))
  const foreign = message.attachments.filter((_file, index) => files[index] === null)
  return { files: files.filter((file) => file !== null), foreignUploads: foreign.map(({ upload = '' }) => upload) }
} // prettier-ignore

/** @returns null for an upload that is not the writer's */
async function storeFile(
  { content, ref, upload, ...facts }: InboundAttachment,
  message: InboundMessage,
  blobs: BlobStore,
): Promise<StoredFile | null> {
  if (upload !== undefined) return uploadedFile(upload, message)
  const id = new Types.ObjectId()
  if (!content && ref !== undefined) return { ...facts, id, blob: '', ref }
  const bytes = content ?? Buffer.alloc(0)
  return { ...facts, type: await trueType(bytes, facts.type), id, blob: await blobs.put(bytes) }
}

async function uploadedFile(upload: string, { sender, conversation, uploader }: InboundMessage): Promise<StoredFile | null> {
  if (!isObjectIdOrHexString(upload)) return null
  const visitors = sender.filter(({ type, proof }) => type === 'visitor' && proof !== 'none').map(({ value }) => value)
  const file = await uploadOf(new Types.ObjectId(upload), { visitors: uploader === undefined ? visitors : [...visitors, uploader], conversation })
  return file && { id: file._id, name: file.name, type: file.type, size: file.size, inline: false, blob: file.blob, uploaded: true }
} // prettier-ignore
