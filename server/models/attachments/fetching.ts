import type { Types, UpdateQuery } from 'mongoose'
import { after, hours, minutes, now, seconds } from '../../lib/clock.js'
import { change, type Tx } from '../../lib/mongo.js'
import { system } from '../actor.js'
import { Message, type MessageRecord } from '../messages/message.js'
import { writeTicket } from '../tickets/write.js'
import { Attachment, type AttachmentRecord } from './attachment.js'

/** A fetched file has at most this many bytes, and is tried for this often. */
export const mediaLimits = { bytes: 25 * 1024 * 1024, attempts: 8 }
/** How long one attempt may hold a file; a process that died with it loses it after that. */
const fetchingFor = minutes(3)

/** A file whose bytes lie with a provider, claimed for one attempt. */
export interface PendingFile extends AttachmentRecord {
  message: Types.ObjectId
  ref: string
  account: Types.ObjectId
  /** This one included. */
  attempts: number
}

/** What was fetched, and where it lies in the blob store. */
export type FetchedFile = Pick<AttachmentRecord, 'name' | 'type' | 'size' | 'blob'>

/** Files that may be fetched now, those that wait longest first. */
export async function dueFiles(limit: number): Promise<{ _id: Types.ObjectId; attempts: number }[]> {
  const due = await Attachment.find({ state: 'pending', nextAt: { $lte: now() } }, { attempts: 1 })
    .sort({ nextAt: 1 })
    .limit(limit)
    .lean<AttachmentRecord[]>()
  return due.map(({ _id, attempts = 0 }) => ({ _id, attempts }))
}

/** The ids of the files of these messages that are still to be fetched. */
export async function pendingFilesOf(
  messages: readonly Types.ObjectId[],
): Promise<{ _id: Types.ObjectId; message: Types.ObjectId }[]> {
  return Attachment.find({ message: { $in: messages }, state: 'pending' }, { message: 1 })
    .limit(1_000)
    .lean<PendingFile[]>()
}

/** Claims a file for one attempt. @returns null when it is not due, is claimed by another process, or is here already */
export async function beginFetch(id: Types.ObjectId): Promise<PendingFile | null> {
  return Attachment.findOneAndUpdate(
    { _id: id, state: 'pending', nextAt: { $lte: now() } },
    { $inc: { attempts: 1 }, $set: { nextAt: after(fetchingFor) } },
    { returnDocument: 'after' },
  ).lean<PendingFile>()
}

/** The bytes are here: the file, its message and the event change together. Safe to run twice. */
export async function finishFetch(file: PendingFile, got: FetchedFile): Promise<void> {
  const { name, type, size } = got
  const over = { state: 1, ref: 1, account: 1, attempts: 1, nextAt: 1 } as const
  await settle(
    file,
    { $set: got, $unset: over },
    {
      $set: { 'attachments.$.name': name, 'attachments.$.type': type, 'attachments.$.size': size },
      $unset: { 'attachments.$.state': 1 },
    },
  )
}

/** The bytes will never be had; the thread shows why. @param reason an error's code */
export async function giveUpFetch(file: PendingFile, reason: string): Promise<void> {
  await settle(
    file,
    { $set: { state: 'failed', reason }, $unset: { nextAt: 1 } },
    { $set: { 'attachments.$.state': 'failed', 'attachments.$.reason': reason } },
  )
}

/** The next attempt comes after 15 s, four times that, and so on up to four hours: some nine hours for all eight. */
export async function postponeFetch({ _id, attempts }: PendingFile): Promise<void> {
  const wait = Math.min(seconds(15) * 4 ** (attempts - 1), hours(4))
  await Attachment.updateOne({ _id, state: 'pending', attempts }, { $set: { nextAt: after(wait) } })
}

async function settle(
  file: PendingFile,
  onFile: UpdateQuery<AttachmentRecord>,
  onMessage: UpdateQuery<MessageRecord>,
): Promise<void> {
  await change(async (tx) => {
    const settled = await Attachment.updateOne({ _id: file._id, state: 'pending' }, onFile, { session: tx })
    if (settled.modifiedCount === 1) await showOnMessage(file, onMessage, tx)
  })
}

async function showOnMessage(file: PendingFile, update: UpdateQuery<MessageRecord>, tx: Tx): Promise<void> {
  const shown = { _id: file.message, 'attachments.id': file._id }
  const message = await Message.findOneAndUpdate(shown, update, { session: tx }).lean<MessageRecord>()
  if (!message) return
  const data = { messageId: message._id.toHexString() }
  await writeTicket(message.ticket, undefined, {}, [{ name: 'message.media_changed', data }], system, tx)
}
