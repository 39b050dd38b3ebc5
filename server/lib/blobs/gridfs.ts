import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import mongoose from 'mongoose'
import { now } from '../clock.js'
import { NotFound } from '../errors.js'
import { sha256 } from '../ids.js'
import type { BlobStore } from './store.js'

type Bucket = InstanceType<typeof mongoose.mongo.GridFSBucket>

/** Blobs in the database itself, for several machines without a shared disk. Files are named by their SHA-256. */
export function gridfsBlobs(): BlobStore {
  let opened: Bucket | undefined
  const bucket = (): Bucket => (opened ??= openBucket())

  return {
    async put(bytes) {
      const id = sha256(bytes)
      if (await touched(id)) return id
      // Two writers of the same content leave two equal files; either serves.
      await pipeline(Readable.from([Buffer.from(bytes)]), bucket().openUploadStream(id))
      return id
    },
    async get(id) {
      return buffer(await openStored(bucket(), id))
    },
    async open(id) {
      return openStored(bucket(), id)
    },
    async remove(id, before) {
      let removed = false
      // One document at a time, by name and time together, so that content put meanwhile is not found any more.
      for (;;) {
        const file = await files().findOneAndDelete({ filename: id, uploadDate: { $lt: before } })
        if (!file) return removed
        await database().collection('blobs.chunks').deleteMany({ files_id: file._id })
        removed = true
      }
    },
  }
}

/** Whether it is there; if so, its time says that somebody has put it now. */
async function touched(id: string): Promise<boolean> {
  return (await files().updateMany({ filename: id }, { $set: { uploadDate: now() } })).matchedCount > 0
}

function files(): ReturnType<ReturnType<typeof database>['collection']> {
  return database().collection('blobs.files')
}

function openBucket(): Bucket {
  return new mongoose.mongo.GridFSBucket(database(), {
    bucketName: 'blobs',
    writeConcern: { w: 'majority', journal: true },
  })
}

function database(): NonNullable<typeof mongoose.connection.db> {
  const db = mongoose.connection.db
  if (!db) throw new Error('GridFS needs a connected database')
  return db
}

async function isStored(bucket: Bucket, id: string): Promise<boolean> {
  return (await bucket.find({ filename: id }).limit(1).toArray()).length > 0
}

async function openStored(bucket: Bucket, id: string): Promise<Readable> {
  if (!(await isStored(bucket, id))) throw new NotFound('blob_not_found', { id })
  return bucket.openDownloadStreamByName(id)
}
