import { expect } from 'chai'
import { Types } from 'mongoose'
import { minutes, now, travel } from '../../../../server/lib/clock.js'
import type { UserActor } from '../../../../server/models/actor.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import { Identity } from '../../../../server/models/customers/index.js'
import { Event } from '../../../../server/models/event.js'
import type { ReceiptItem } from '../../../../server/models/intake/message-shapes.js'
import { Parked } from '../../../../server/models/intake/parked.js'
import { Message, type MessageRecord } from '../../../../server/models/messages/index.js'
import {
  applyReceipt,
  claimLetter,
  isOwnEcho,
  Outbox,
  resendLetter,
  settleLetter,
  type OutboxRecord,
} from '../../../../server/models/outbox/index.js'
import type { TicketRecord } from '../../../../server/models/tickets/index.js'
import { accountOn, answer, complaintBy, identity } from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'
import { expectIndexed } from '../../../support/explain.js'
import { colleague } from '../../../support/people.js'

const phone = identity('phone', '+905321112233')

/** Every order of some things. */
function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, at) => orders(all.filter((_, other) => other !== at)).map((rest) => [one, ...rest])) // prettier-ignore
}

describe('a provider’s reports on an answer', () => {
  useDatabase()
  let account: ChannelAccountRecord
  let ticket: TicketRecord
  let mehmet: UserActor
  let letter: OutboxRecord

  beforeEach(async () => {
    mehmet = (await colleague('agent', { name: 'Mehmet' })).actor
    account = await accountOn('whatsapp')
    ticket = await complaintBy(account, phone, mehmet)
    letter = await written()
  })

  /** An answer that a sender has just taken up. */
  const written = async (text = 'Hemen bakıyoruz'): Promise<OutboxRecord> => {
    const message = await answer(ticket, mehmet, { text })
    const { _id } = (await Outbox.findOne({ message: message._id }).lean<OutboxRecord>())!
    return (await claimLetter(_id, 'w1'))!
  }
  const sent = (one: OutboxRecord, id: string) => settleLetter(one, { outcome: 'sent', externalIds: [id] })
  const says = (item: Partial<ReceiptItem> & Pick<ReceiptItem, 'state'>) =>
    applyReceipt(item, { account: account._id, by: phone })
  const row = async (one = letter): Promise<OutboxRecord> =>
    (await Outbox.findById(one._id).lean<OutboxRecord>())!
  const shown = async (one = letter): Promise<MessageRecord> =>
    (await Message.findById(one.message).lean<MessageRecord>())!
  const state = async (one = letter): Promise<string> => (await shown(one)).delivery!.state

  for (const order of orders(['sent', 'delivered', 'read'] as const))
    it(`end with the furthest when they come as ${order.join(', ')}, twice each`, async () => {
      await sent(letter, 'SM1')
      for (const one of [...order, ...order]) await says({ externalId: 'SM1', state: one })
      expect(await state()).to.equal('read')
      expect((await row()).state).to.equal('sent')
    })

  for (const order of orders(['sent', 'failed'] as const))
    it(`end with the failure when they come as ${order.join(', ')}`, async () => {
      await sent(letter, 'SM1')
      for (const one of order) await says({ externalId: 'SM1', state: one, code: '30005', detail: 'unknown handset' }) // prettier-ignore
      expect((await shown()).delivery).to.include({
        state: 'failed',
        reason: '30005',
        detail: 'unknown handset',
      })
      expect((await row()).state).to.equal('failed')
    })

  it('of failure do not take back what was delivered or read, and after a failure nothing counts any more', async () => {
    await sent(letter, 'SM1')
    await says({ externalId: 'SM1', state: 'delivered' })
    await says({ externalId: 'SM1', state: 'failed', code: '30008' })
    expect(await state()).to.equal('delivered')
    const other = await written('ikinci')
    await sent(other, 'SM2')
    await says({ externalId: 'SM2', state: 'failed', code: '30008' })
    await says({ externalId: 'SM2', state: 'delivered' })
    expect(await state(other)).to.equal('failed')
  })

  it('end the same when all come at the same instant', async () => {
    await sent(letter, 'SM1')
    await Promise.all(
      (['read', 'sent', 'delivered', 'read', 'delivered'] as const).map((one) =>
        says({ externalId: 'SM1', state: one }),
      ),
    )
    expect(await state()).to.equal('read')
    const told = await Event.find({ name: 'delivery.changed', 'data.state': 'read' }).lean()
    expect(told).to.have.length(1)
  })

  it('that come before the provider’s id is known wait for it, in whatever order', async () => {
    expect(await says({ externalId: 'SM1', state: 'read' })).to.equal(null)
    await says({ externalId: 'SM1', state: 'delivered' })
    expect(await Parked.countDocuments()).to.equal(2)
    await sent(letter, 'SM1')
    expect(await state()).to.equal('read')
    expect(await Parked.countDocuments()).to.equal(0)
  })

  it('are never lost between a change that puts them aside and one that learns the id', async () => {
    for (let n = 0; n < 12; n++) {
      const one = n === 0 ? letter : await written(`yanıt ${n}`)
      await Promise.all([
        sent(one, `SM-${n}`),
        says({ externalId: `SM-${n}`, state: 'delivered' }),
        says({ externalId: `SM-${n}`, state: 'read' }),
      ])
      expect(await state(one), `letter ${n}`).to.equal('read')
    }
    expect(await Parked.countDocuments()).to.equal(0)
  })

  it('under our reference count before the sender knows that it was taken, and the letter is not sent again', async () => {
    await says({ reference: letter.reference, externalId: 'SM1', state: 'delivered' })
    expect(await row()).to.include({ state: 'sent' })
    await settleLetter(letter, { outcome: 'unknown', class: 'unknown', code: 'timeout', detail: '' })
    expect(await state()).to.equal('delivered')
    travel(minutes(5))
    expect(await claimLetter(letter._id, 'w2')).to.equal(null)
  })

  it('tell what became of a letter whose fate was unknown', async () => {
    await settleLetter(letter, { outcome: 'unknown', class: 'unknown', code: 'timeout', detail: '' })
    expect(await state()).to.equal('unknown')
    await says({ reference: letter.reference, state: 'sent' })
    expect((await shown()).delivery)
      .to.include({ state: 'sent' })
      .and.not.have.property('reason')
    expect(await row())
      .to.include({ state: 'sent' })
      .and.not.have.property('error')
  })

  it('up to an instant mean all that went to that address by that account before, and nothing later', async () => {
    await sent(letter, 'm1')
    const second = await written('ikinci')
    await sent(second, 'm2')
    travel(minutes(1))
    const watermark = now()
    travel(minutes(1))
    const third = await written('üçüncü')
    await sent(third, 'm3')
    await says({ watermark, state: 'read' })
    expect([await state(), await state(second), await state(third)]).to.deep.equal(['read', 'read', 'sent'])
    await says({ watermark: now(), state: 'delivered' })
    expect([await state(), await state(second), await state(third)]).to.deep.equal([
      'read',
      'read',
      'delivered',
    ])
    expect(await Parked.countDocuments()).to.equal(0)
  })

  it('of another account or for another address change nothing', async () => {
    await sent(letter, 'SM1')
    const stranger = identity('phone', '+905329999999')
    await applyReceipt({ externalId: 'SM1', state: 'read' }, { account: new Types.ObjectId() })
    await applyReceipt({ watermark: now(), state: 'read' }, { account: account._id, by: stranger })
    await applyReceipt({ watermark: now(), state: 'read' }, { account: account._id })
    expect(await state()).to.equal('sent')
  })

  it('keep the times at which it was sent, delivered and read', async () => {
    await sent(letter, 'SM1')
    const times: Date[] = [(await shown()).delivery!.at]
    for (const one of ['delivered', 'read'] as const) {
      travel(minutes(3))
      await says({ externalId: 'SM1', state: one })
      times.push((await shown()).delivery!.at)
    }
    const { delivery } = await shown()
    expect([delivery!.times?.sent, delivery!.times?.delivered, delivery!.times?.read]).to.deep.equal(times)
  })

  it('on an attempt that was sent again since say nothing about the new one', async () => {
    await sent(letter, 'SM1')
    await says({ externalId: 'SM1', state: 'failed', code: '30003' })
    await resendLetter(letter._id, mehmet)
    await says({ reference: letter.reference, externalId: 'SM1', state: 'failed', code: '30003' })
    expect(await state()).to.equal('queued')
    const again = (await claimLetter(letter._id, 'w1'))!
    await sent(again, 'SM2')
    await says({ reference: letter.reference, externalId: 'SM2', state: 'delivered' })
    expect(await state()).to.equal('delivered')
  })

  it('that its owner has told the provider to stop end all that they did not ask for', async () => {
    await sent(letter, 'SM1')
    await says({ externalId: 'SM1', state: 'failed', code: '21610', class: 'optout' })
    expect(await Identity.findOne({ value: phone.value }).lean()).to.have.property('optedOut')
    const refused = await written('yine').catch((error: unknown) => error)
    expect(refused).to.include({ code: 'recipient_opted_out' })
  })

  it('that say so at the moment of sending end it too', async () => {
    await settleLetter(letter, { outcome: 'failed', class: 'optout', code: '21610', detail: 'unsubscribed' })
    expect(await Identity.findOne({ value: phone.value }).lean()).to.have.property('optedOut')
  })

  it('are found by indexes', async () => {
    await expectIndexed(Outbox.find({ externalIds: 'SM1', account: account._id }))
    await expectIndexed(Outbox.find({ reference: { $in: ['a', 'b'] }, account: account._id }))
    await expectIndexed(Outbox.find({ account: account._id, 'to.address': '+90', state: 'sent', sentAt: { $lte: now() } }).sort({ createdAt: -1 })) // prettier-ignore
    await expectIndexed(Outbox.find({ account: account._id, 'to.address': { $in: ['a', 'b'] }, externalIds: { $exists: false } }).sort({ createdAt: -1 }).limit(20)) // prettier-ignore
  })
})

describe('an echo', () => {
  useDatabase()
  let account: ChannelAccountRecord
  let letter: OutboxRecord
  beforeEach(async () => {
    const { actor } = await colleague('agent')
    account = await accountOn('whatsapp')
    const ticket = await complaintBy(account, phone, actor)
    await answer(ticket, actor, { text: 'Hemen  bakıyoruz' })
    letter = (await claimLetter((await Outbox.findOne().lean<OutboxRecord>())!._id, 'w1'))!
  })
  const own = (echo: { externalId?: string; ownReference?: string; text?: string; to?: string }) =>
    isOwnEcho({ externalId: 'wamid.9', text: 'başka', sender: [identity('phone', echo.to ?? phone.value)], ...echo }, account._id) // prettier-ignore

  it('is ours by the reference that went with it and by the provider’s id', async () => {
    expect(await own({ ownReference: letter.reference })).to.equal(true)
    expect(await own({ externalId: 'wamid.1' })).to.equal(false)
    await settleLetter(letter, { outcome: 'sent', externalIds: ['wamid.1', 'wamid.2'] })
    expect(await own({ externalId: 'wamid.2' })).to.equal(true)
  })

  it('is ours by its words while the provider’s ids are not known', async () => {
    expect(await own({ text: 'Hemen bakıyoruz' })).to.equal(true)
    expect(await own({ text: 'Hemen bakıyoruz', to: '+905329999999' })).to.equal(false)
    await settleLetter(letter, { outcome: 'sent' })
    travel(minutes(1))
    expect(await own({ text: 'Hemen bakıyoruz' })).to.equal(true)
    travel(minutes(2))
    expect(await own({ text: 'Hemen bakıyoruz' })).to.equal(false)
  })

  it('of the same words is somebody else’s once the letter’s own id is known', async () => {
    await settleLetter(letter, { outcome: 'sent', externalIds: ['wamid.1'] })
    expect(await own({ text: 'Hemen bakıyoruz', externalId: 'wamid.7' })).to.equal(false)
    expect(await own({ text: '' })).to.equal(false)
  })
})
