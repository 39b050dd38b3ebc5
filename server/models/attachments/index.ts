import { Types } from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid, NotFound } from '../../lib/errors.js'
import type { Tx } from '../../lib/mongo.js'
import { actorRef, type Actor } from '../actor.js'
import type { MessageAttachment } from '../messages/message.js'
import { Attachment, type AttachmentRecord } from './attachment.js'

export type { AttachmentRecord } from './attachment.js'
export * from './fetching.js'
export { removeUnsentUploads } from './unsent.js'

/** Stores an upload that waits for its message; only who made it may attach it. */
export async function upload(
  file: { name: string; type: string; content: Buffer },
  by: Actor,
  blobs: BlobStore,
): Promise<AttachmentRecord> {
  const record: AttachmentRecord = {
    _id: new Types.ObjectId(),
    ticket: null,
    message: null,
    by: actorRef(by),
    name: file.name.slice(0, 255),
    type: file.type,
    size: file.content.length,
    blob: await blobs.put(file.content),
    inline: false,
    createdAt: now(),
  }
  await Attachment.insertMany([record], { lean: true })
  return record
}

/**
 * Gives uploads to a message inside `tx`.
 * @throws Invalid('attachment_not_usable') for one that is unknown, somebody else's or used already
 */
export async function attach(
  ids: readonly Types.ObjectId[],
  to: { ticket: Types.ObjectId; message: Types.ObjectId; by: Actor },
  tx: Tx,
): Promise<MessageAttachment[]> {
  const files: MessageAttachment[] = []
  for (const id of ids) {
    const file = await Attachment.findOneAndUpdate(
      { _id: id, message: null, 'by.id': to.by.id, 'by.kind': to.by.kind },
      { $set: { ticket: to.ticket, message: to.message } },
      { session: tx, returnDocument: 'after' },
    ).lean<AttachmentRecord>()
    if (!file) throw new Invalid('attachment_not_usable', { id: id.toHexString() })
    files.push({ id, name: file.name, type: file.type, size: file.size, inline: false })
  }
  return files
}

/** @throws NotFound('attachment_not_found') */
export async function attachmentById(id: Types.ObjectId): Promise<AttachmentRecord> {
  const file = await Attachment.findById(id).lean<AttachmentRecord>()
  if (!file) throw new NotFound('attachment_not_found')
  return file
}

/**
 * The same file when its bytes are here.
 * @throws Conflict('attachment_pending' | 'attachment_failed')
 */
export function fetched(file: AttachmentRecord): AttachmentRecord {
  if (file.state === 'pending') throw new Conflict('attachment_pending', { name: file.name })
  if (file.state === 'failed')
    throw new Conflict('attachment_failed', { name: file.name, reason: file.reason })
  return file
}

/** The files of a message that its HTML may name by Content-ID; at most 100. */
export async function inlineFiles(message: Types.ObjectId): Promise<AttachmentRecord[]> {
  return Attachment.find({ message, contentId: { $exists: true }, state: { $exists: false } })
    .limit(100)
    .lean<AttachmentRecord[]>()
}
