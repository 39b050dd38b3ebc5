import { expect } from 'chai'
import { Types } from 'mongoose'
import type { InboundAttachment } from '../../../../channels/channel.js'
import { schedules } from '../../../../jobs/schedules.js'
import { days, hours, travel } from '../../../../server/lib/clock.js'
import type { OutsideActor } from '../../../../server/models/actor.js'
import { Attachment, type AttachmentRecord } from '../../../../server/models/attachments/attachment.js'
import { removeUnsentUploads, upload } from '../../../../server/models/attachments/index.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import { Inbound } from '../../../../server/models/intake/index.js'
import { useDatabase } from '../../../support/database.js'
import {
  deliver,
  farAccount,
  farAdapter,
  openFarEnd,
  pixel,
  type FarEnd,
} from '../../../support/far-files.js'
import { allMessages, allTickets, makeTestContext, type TestContext } from '../../../support/worker.js'

describe('files that were uploaded before their message', () => {
  useDatabase()
  let far: FarEnd
  let context: TestContext
  let account: ChannelAccountRecord
  const visitor: OutsideActor = { kind: 'visitor', id: 'visitor-1', name: '', tickets: [] }
  const asVisitor = [{ type: 'visitor', scope: 'bot', value: 'visitor-1', proof: 'signed' }] as const

  beforeEach(async () => {
    far = await openFarEnd()
    const plain = makeTestContext()
    context = { ...plain, adapterFor: () => farAdapter(far) }
    account = await farAccount(context)
  })
  afterEach(async () => {
    far.close()
    await context.close()
  })

  const put = (by: Parameters<typeof upload>[1], content = pixel): Promise<AttachmentRecord> =>
    upload({ name: 'gül.png', type: 'image/png', content }, by, context.blobs)
  const naming = (id: string): InboundAttachment => ({ name: 'x', type: 'a/b', size: 1, inline: false, upload: id }) // prettier-ignore

  it('belong to the message of the visitor who uploaded them, as they were uploaded', async () => {
    const { _id } = await put(visitor)
    const [message] = await deliver({ sender: [...asVisitor], attachments: [naming(_id.toHexString())] }, account, context) // prettier-ignore
    expect(message?.attachments).to.have.length(1)
    expect(message?.attachments[0]).to.include({ name: 'gül.png', type: 'image/png', size: pixel.length })
    const stored = (await Attachment.findOne().lean<AttachmentRecord>())!
    expect([stored.message?.equals(message!._id), stored.ticket?.equals(message!.ticket)]).to.deep.equal([true, true]) // prettier-ignore
  })

  it('belong to a message in the conversation that they were uploaded in', async () => {
    await deliver({}, account, context)
    const [ticket] = await allTickets()
    const { _id } = await put({ ...visitor, id: ticket!.publicId })
    const all = await deliver({ conversation: ticket!.publicId, attachments: [naming(_id.toHexString())] }, account, context) // prettier-ignore
    expect(all.at(-1)?.attachments.map(({ name }) => name)).to.deep.equal(['gül.png'])
  })

  it('are left out when they are somebody else’s, an agent’s, unknown, unproved or sent already; the message stays', async () => {
    const own = (await put(visitor))._id.toHexString()
    const others = (await put({ ...visitor, id: 'visitor-2' }))._id.toHexString()
    const agents = (await put({ kind: 'user', id: 'visitor-1', name: '', role: 'agent', teams: [] }))._id.toHexString() // prettier-ignore
    const names = [others, agents, new Types.ObjectId().toHexString(), 'no id at all'].map(naming)
    const claimed = [{ ...asVisitor[0], proof: 'none' as const }]
    await deliver({ sender: [...asVisitor], attachments: names }, account, context)
    await deliver({ sender: claimed, attachments: [naming(own)] }, account, context)
    await deliver({ sender: [...asVisitor], attachments: [naming(own)] }, account, context)
    await deliver({ sender: [...asVisitor], attachments: [naming(own)] }, account, context)
    const sent = (await allMessages()).map(({ attachments }) => attachments.length)
    expect(sent.toSorted()).to.deep.equal([0, 0, 0, 1])
    expect(await Attachment.countDocuments({ message: null })).to.equal(2)
  })

  it('are taken away after a day without a message, with bytes that nothing else names', async () => {
    const [left, shared] = [await put(visitor), await put(visitor, Buffer.from('shared'))]
    const kept = await put(visitor, Buffer.from('shared'))
    await deliver({ sender: [...asVisitor], attachments: [naming(kept._id.toHexString())] }, account, context)
    travel(hours(23))
    expect(await removeUnsentUploads(context.blobs, 10)).to.equal(0)
    travel(hours(2))
    expect(await schedules['remove-unsent-uploads'].run(context)).to.equal(2)
    expect((await Attachment.find().lean<AttachmentRecord[]>()).map(({ _id }) => String(_id))).to.deep.equal([String(kept._id)]) // prettier-ignore
    expect(String(await context.blobs.get(shared.blob))).to.equal('shared')
    expect(await context.blobs.get(left.blob).catch((error: unknown) => (error as { code: string }).code)).to.equal('blob_not_found') // prettier-ignore
  })

  it('keep their bytes when a delivery has the same ones', async () => {
    const content = Buffer.alloc(400_000, 'a mail, downloaded and uploaded again')
    const { blob } = await put(visitor, content)
    await Inbound.collection.insertOne({ channel: 'email', account: account._id, key: 'k', blob, state: 'processed' }) // prettier-ignore
    travel(days(2))
    await removeUnsentUploads(context.blobs, 10)
    expect(await Attachment.countDocuments()).to.equal(0)
    expect((await context.blobs.get(blob)).equals(content)).to.equal(true)
  })
})
