import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import mongoose from 'mongoose'
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
      if (await isStored(bucket(), id)) return id
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
  }
}

function openBucket(): Bucket {
  const db = mongoose.connection.db
  if (!db) throw new Error('GridFS needs a connected database')
  return new mongoose.mongo.GridFSBucket(db, {
    bucketName: 'blobs',
    writeConcern: { w: 'majority', journal: true },
  })
}

async function isStored(bucket: Bucket, id: string): Promise<boolean> {
  return (await bucket.find({ filename: id }).limit(1).toArray()).length > 0
}

async function openStored(bucket: Bucket, id: string): Promise<Readable> {
  if (!(await isStored(bucket, id))) throw new NotFound('blob_not_found', { id })
  return bucket.openDownloadStreamByName(id)
}
