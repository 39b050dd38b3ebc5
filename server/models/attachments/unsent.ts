import type { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { after, days } from '../../lib/clock.js'
import type { Tx } from '../../lib/mongo.js'
import { Conflict } from '../../lib/errors.js'
import { Inbound } from '../intake/inbound.js'
import { Attachment, type AttachmentRecord } from './attachment.js'

/** How long an upload waits for the message it was meant for. */
const waitsFor = days(1)

/**
 * Takes uploads away whose message never came, with their bytes where nothing else names them.
 * @param limit how many at a time
 * @returns how many there were
 */
export async function removeUnsentUploads(blobs: BlobStore, limit: number): Promise<number> {
  const cutoff = after(-waitsFor)
  const left = await Attachment.find({ message: null, createdAt: { $lt: cutoff } }, { blob: 1 })
    .sort({ createdAt: 1 })
    .limit(limit)
    .lean<Pick<AttachmentRecord, '_id' | 'blob'>[]>()
  for (const { _id, blob } of left) {
    // One that was sent at this very moment has a message by now.
    const { deletedCount } = await Attachment.deleteOne({ _id, message: null })
    if (deletedCount === 1 && !(await isNamed(blob))) await blobs.remove(blob, cutoff)
  }
  return left.length
}

/** Who wrote a message, as far as their uploads know them: ids of visitors, and the conversation they wrote in. */
export interface Uploader {
  visitors: readonly string[]
  conversation: string | undefined
}

/** An upload that this writer may send; null when it is unknown, somebody else's or sent already. */
export async function uploadOf(
  id: Types.ObjectId,
  { visitors, conversation }: Uploader,
): Promise<AttachmentRecord | null> {
  const inConversation =
    conversation === undefined ? [] : [{ 'by.kind': 'visitor' as const, 'by.id': conversation }]
  return Attachment.findOne({
    _id: id,
    message: null,
    $or: [{ 'by.kind': { $ne: 'user' as const }, 'by.id': { $in: visitors } }, ...inConversation],
  }).lean<AttachmentRecord>()
}

/**
 * Gives an upload to a received message inside `tx`.
 * @throws Conflict('attachment_not_usable') when another message has taken it meanwhile
 */
export async function takeUpload(
  id: Types.ObjectId,
  to: { ticket: Types.ObjectId; message: Types.ObjectId },
  tx: Tx,
): Promise<void> {
  const taken = await Attachment.updateOne({ _id: id, message: null }, { $set: to }, { session: tx })
  if (taken.modifiedCount !== 1) throw new Conflict('attachment_not_usable', { id: id.toHexString() })
}

/** Raw deliveries lie in the same store: a mail that was downloaded and uploaded again is one content. */
async function isNamed(blob: string): Promise<boolean> {
  return (
    blob === '' || (await Attachment.exists({ blob })) !== null || (await Inbound.exists({ blob })) !== null
  )
}
