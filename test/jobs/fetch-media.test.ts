import { expect } from 'chai'
import type { InboundAttachment } from '../../channels/channel.js'
import { fetchMedia } from '../../jobs/fetch-media.js'
import { hintsFor } from '../../jobs/reactions.js'
import { schedules } from '../../jobs/schedules.js'
import { after, hours, minutes, travel } from '../../server/lib/clock.js'
import { Attachment, type AttachmentRecord } from '../../server/models/attachments/attachment.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { Event, type DomainEvent } from '../../server/models/event.js'
import { Inbound } from '../../server/models/intake/index.js'
import { useDatabase } from '../support/database.js'
import { expectIndexed } from '../support/explain.js'
import { deliver, farAccount, farAdapter, openFarEnd, pixel, type FarEnd } from '../support/far-files.js'
import { allMessages, makeTestContext, settled, type TestContext } from '../support/worker.js'

const file = (ref: string, more: Partial<InboundAttachment> = {}): InboundAttachment => ({ name: 'foto.jpg', type: 'image/jpeg', size: 0, inline: false, ref, ...more }) // prettier-ignore
const onlyFile = async (): Promise<AttachmentRecord> => (await Attachment.findOne().lean<AttachmentRecord>())!
const changes = (): Promise<number> => Event.countDocuments({ name: 'message.media_changed' })

describe('files that a message only names', () => {
  useDatabase()
  let far: FarEnd
  let context: TestContext
  let account: ChannelAccountRecord

  beforeEach(async () => {
    far = await openFarEnd()
    const plain = makeTestContext({ OUTBOUND_ALLOW_PRIVATE: new URL(far.url).host })
    context = { ...plain, adapterFor: () => farAdapter(far) }
    account = await farAccount(context)
  })
  afterEach(async () => {
    far.close()
    await context.close()
  })

  it('do not hold up the message, and are there once the provider has given them', async () => {
    const [waiting] = await deliver({ attachments: [file(`${far.url}/a`)] }, account, context)
    expect(waiting?.attachments[0]).to.include({ name: 'foto.jpg', state: 'pending' })
    expect(JSON.stringify(waiting)).to.not.include(far.url)
    expect(far.asked).to.be.empty

    context.queue.work(context)
    await settled(context)
    const [message] = await allMessages()
    // The sender said JPEG; the bytes are a PNG.
    expect(message?.attachments[0]).to.include({ name: 'foto.jpg', type: 'image/png', size: pixel.length })
    expect(message?.attachments[0]).to.not.have.property('state')
    const stored = await onlyFile()
    expect(stored).to.not.have.any.keys('state', 'ref', 'nextAt')
    expect((await context.blobs.get(stored.blob)).equals(pixel)).to.equal(true)
    expect([await changes(), far.asked.length]).to.deep.equal([1, 1])
  })

  it('are asked for as soon as their message is stored', async () => {
    await deliver({ attachments: [file(`${far.url}/a`), file(`${far.url}/b`)] }, account, context)
    const events = await Event.find({ name: 'message.received' }).lean<DomainEvent[]>()
    const hints = (await hintsFor(events)).filter(({ name }) => name === 'fetch-media')
    const ids = (await Attachment.find().lean<AttachmentRecord[]>()).map(({ _id }) => _id.toHexString())
    expect(hints.map(({ data }) => data)).to.have.deep.members(ids.map((attachmentId) => ({ attachmentId })))
  })

  it('are fetched and told of once, however often the job runs', async () => {
    await deliver({ attachments: [file(`${far.url}/a`)] }, account, context)
    const attachmentId = (await onlyFile())._id.toHexString()
    await Promise.all([1, 2, 3].map(() => fetchMedia({ attachmentId }, context)))
    await fetchMedia({ attachmentId }, context)
    expect([await changes(), far.asked.length]).to.deep.equal([1, 1])
  })

  it('are tried again by the sweep while the provider is down, and told as failed after eight attempts', async () => {
    far.answer = (_path, response) => response.writeHead(503).end()
    await deliver({ attachments: [file(`${far.url}/a`)] }, account, context)
    context.queue.work(context)
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await schedules['sweep-media'].run(context)).to.equal(1)
      await context.queue.drained()
      expect(await schedules['sweep-media'].run(context), 'not at once').to.equal(0)
      expect([far.asked.length, (await onlyFile()).state]).to.deep.equal([attempt, attempt < 8 ? 'pending' : 'failed']) // prettier-ignore
      travel(hours(5))
    }
    expect((await allMessages())[0]?.attachments[0]).to.include({ state: 'failed', reason: 'media_unavailable' }) // prettier-ignore
    expect([await schedules['sweep-media'].run(context), await changes()]).to.deep.equal([0, 1])
  })

  it('are fetched by another process when the one that began died', async () => {
    await deliver({ attachments: [file(`${far.url}/a`)] }, account, context)
    const { _id } = await onlyFile()
    // What a killed process leaves: a claim, and nothing noted.
    await Attachment.updateOne({ _id }, { $inc: { attempts: 1 }, $set: { nextAt: after(minutes(3)) } }) // prettier-ignore
    expect(await schedules['sweep-media'].run(context)).to.equal(0)
    travel(minutes(4))
    context.queue.work(context)
    await settled(context)
    expect((await onlyFile()).state).to.equal(undefined)
  })

  const hopeless: [string, string, (end: FarEnd) => string][] = [
    ['a file that is gone', 'media_gone', (end) => `${end.url}/404`],
    ['an empty file', 'attachment_empty', (end) => `${end.url}/empty`],
    ['a file above 25 MB', 'response_too_large', (end) => `${end.url}/big`],
    ['a URL into our own network', 'address_not_public', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a URL of a file here', 'url_not_allowed', () => 'file:///etc/passwd'],
  ]
  for (const [what, reason, ref] of hopeless)
    it(`are failed at once with the reason when it is ${what}`, async () => {
      far.answer = (path, response) => {
        if (path === '/404') response.writeHead(404).end()
        else if (path === '/big') response.writeHead(200, { 'content-length': 26 * 1024 * 1024 + 1 }).end()
        else response.end()
      }
      await deliver({ attachments: [file(ref(far))] }, account, context)
      await fetchMedia({ attachmentId: (await onlyFile())._id.toHexString() }, context)
      const [message] = await allMessages()
      expect(message?.attachments[0]).to.include({ state: 'failed', reason })
      expect((await onlyFile()).blob).to.equal('')
    })

  it('may be larger than what is fetched otherwise', async () => {
    const large = Buffer.concat([pixel, Buffer.alloc(3_000_000)])
    far.answer = (_path, response) => response.end(large)
    await deliver({ attachments: [file(`${far.url}/a`)] }, account, context)
    await fetchMedia({ attachmentId: (await onlyFile())._id.toHexString() }, context)
    expect((await onlyFile()).size).to.equal(large.length)
  })

  it('are found by an index', async () => {
    await expectIndexed(
      Attachment.find({ state: 'pending', nextAt: { $lte: new Date() } }).sort({ nextAt: 1 }),
    )
    await expectIndexed(Attachment.find({ message: null, createdAt: { $lt: new Date() } }).sort({ createdAt: 1 })) // prettier-ignore
    await expectIndexed(Attachment.find({ blob: 'a'.repeat(64) }))
    await expectIndexed(Inbound.find({ blob: 'a'.repeat(64) }))
  })
})
