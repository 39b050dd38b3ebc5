import { expect } from 'chai'
import { mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import mongoose from 'mongoose'
import { diskBlobs } from '../../../server/lib/blobs/disk.js'
import { gridfsBlobs } from '../../../server/lib/blobs/gridfs.js'
import type { BlobStore } from '../../../server/lib/blobs/index.js'
import { after, days, now, resetClock, travel } from '../../../server/lib/clock.js'
import { NotFound } from '../../../server/lib/errors.js'
import { sha256 } from '../../../server/lib/ids.js'
import { useDatabase } from '../../support/database.js'

async function expectMissing(reading: Promise<unknown>): Promise<void> {
  const error = await reading.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).to.be.instanceOf(NotFound).with.property('code', 'blob_not_found')
}

function behavesLikeABlobStore(store: () => BlobStore): void {
  it('gives back the very bytes, whole and as a stream, under the hash of their content', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('çiçek\0\r\n'), Buffer.alloc(700_000, 7)]) {
      const id = await store().put(bytes)
      expect(id).to.equal(sha256(bytes))
      expect((await store().get(id)).equals(bytes)).to.equal(true)
      expect((await buffer(await store().open(id))).equals(bytes)).to.equal(true)
    }
  })

  it('takes the same content from many writers at once and keeps it readable', async () => {
    const bytes = Buffer.from('the same complaint, sent twenty times')
    const ids = await Promise.all(Array.from({ length: 20 }, () => store().put(bytes)))
    expect(new Set(ids).size).to.equal(1)
    expect((await store().get(ids[0]!)).equals(bytes)).to.equal(true)
  })

  it('takes a blob away, unless its content was put again meanwhile', async () => {
    try {
      const [left, again] = [await store().put(Buffer.from('left')), await store().put(Buffer.from('again'))]
      expect(await store().remove(left, after(days(1)))).to.equal(true)
      travel(days(2))
      await store().put(Buffer.from('again'))
      expect(await store().remove(again, after(-days(1)))).to.equal(false)
      expect(String(await store().get(again))).to.equal('again')
      await expectMissing(store().get(left))
      expect(await store().remove(left, now())).to.equal(false)
      await store().put(Buffer.from('left'))
      expect(String(await store().get(left))).to.equal('left')
    } finally {
      resetClock()
    }
  })

  it('says that a blob is not there, before the first byte, also for names that are no hashes', async () => {
    for (const id of [sha256('never stored'), '../../etc/passwd', '', 'A'.repeat(64)]) {
      await expectMissing(store().get(id))
      await expectMissing(store().open(id))
    }
  })
}

describe('Blobs on disk', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'redress-blobs-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  behavesLikeABlobStore(() => diskBlobs(folder))

  it('leave one file for one content and no drafts', async () => {
    await Promise.all(Array.from({ length: 10 }, () => diskBlobs(folder).put(Buffer.from('one'))))
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(files.map(({ name }) => name)).to.deep.equal([sha256('one')])
  })

  it('do not take what a crash left half-written for the content', async () => {
    const id = sha256('whole')
    const place = join(folder, 'blobs', id.slice(0, 2), id.slice(2, 4))
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, `${id}.draftofadeadprocess`), 'who')
    await expectMissing(diskBlobs(folder).get(id))
    await diskBlobs(folder).put(Buffer.from('whole'))
    expect(String(await diskBlobs(folder).get(id))).to.equal('whole')
  })

  it('are found by another process on the same folder', async () => {
    const id = await diskBlobs(folder).put(Buffer.from('shared'))
    expect(String(await diskBlobs(folder).get(id))).to.equal('shared')
  })
})

describe('Blobs in the database', () => {
  useDatabase()
  behavesLikeABlobStore(gridfsBlobs)

  it('do not take an upload that a crash cut off for the content', async () => {
    const bytes = Buffer.from('cut off in the middle')
    // chunks without their file entry, as an upload leaves them that never ended
    const chunk = {
      files_id: new mongoose.Types.ObjectId(),
      n: 0,
      data: new mongoose.mongo.Binary(bytes.subarray(0, 5)),
    }
    await mongoose.connection.collection('blobs.chunks').insertOne(chunk)
    await expectMissing(gridfsBlobs().get(sha256(bytes)))
    const id = await gridfsBlobs().put(bytes)
    expect((await gridfsBlobs().get(id)).equals(bytes)).to.equal(true)
  })
})
