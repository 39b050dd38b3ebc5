import { expect } from 'chai'
import fc from 'fast-check'
import { days, seconds, travel } from '../../../../server/lib/clock.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import { settleParked } from '../../../../server/models/intake/index.js'
import { dueParked, Parked } from '../../../../server/models/intake/parked.js'
import { Message, type MessageRecord } from '../../../../server/models/messages/index.js'
import { useDatabase } from '../../../support/database.js'
import { accountOn, bodies, takeRaw } from '../../../support/deliveries.js'
import { allMessages, allTickets, makeTestContext, type TestContext } from '../../../support/worker.js'

const at = 1_795_000_000

const edited = (id: number, text: string, seconds: number, from = 4242, chat = 4242): string =>
  JSON.stringify({ update_id: 50_000 + seconds, edited_message: { message_id: id, date: at, edit_date: at + seconds, chat: { id: chat, type: 'private' }, from: { id: from, is_bot: false, first_name: 'Ayşe' }, text } }) // prettier-ignore

const reacted = (id: number, emoji: string | null, seconds: number): string =>
  JSON.stringify({ update_id: 60_000 + seconds, message_reaction: { chat: { id: 4242, type: 'private' }, message_id: id, user: { id: 4242, is_bot: false, first_name: 'Ayşe' }, date: at + seconds, old_reaction: [], new_reaction: emoji ? [{ type: 'emoji', emoji }] : [] } }) // prettier-ignore

describe('what a writer does to words already said', () => {
  useDatabase()
  let context: TestContext
  let telegram: ChannelAccountRecord

  beforeEach(async () => {
    context = makeTestContext()
    telegram = await accountOn('telegram', context)
  })
  afterEach(() => context.close())

  const stateOf = ({ text, revisions, reactions, deletion }: MessageRecord) => ({
    text,
    revisions: revisions?.map((one) => one.text),
    reactions: reactions?.map(({ emoji }) => emoji),
    deleted: deletion !== undefined,
  })

  it('ends the same in whatever order it comes, also when it comes before the message', async () => {
    const parts = (id: number) => [
      bodies.telegram('Gül geldi', 4242, id),
      edited(id, 'Güller geldi', 10),
      edited(id, 'Güller solmuş geldi', 20),
      reacted(id, '👍', 15),
      reacted(id, '😡', 30),
    ]
    let id = 500
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })
    await fc.assert(
      fc.asyncProperty(order, async (indexes) => {
        id += 1
        const bodiesOf = parts(id)
        for (const index of indexes) await takeRaw(bodiesOf[index]!, telegram, context)
        const message = await Message.findOne({ externalId: `4242:${id}` }).lean<MessageRecord>()
        expect(stateOf(message!)).to.deep.equal({
          text: 'Güller solmuş geldi',
          revisions: ['Gül geldi', 'Güller geldi', 'Güller solmuş geldi'],
          reactions: ['😡'],
          deleted: false,
        })
      }),
      { numRuns: 12 },
    )
    expect(await Parked.countDocuments()).to.equal(0)
  })

  it('counts once, however often it is told', async () => {
    await takeRaw(bodies.telegram('Gül geldi', 4242, 7), telegram, context)
    for (const update of [1, 2])
      await takeRaw(edited(7, 'Güller geldi', 10).replace('50010', `5001${update}`), telegram, context)
    const [message] = await allMessages()
    expect(message!.revisions).to.have.length(2)
    const [ticket] = await allTickets()
    expect(ticket!.lastMessage.preview).to.equal('Güller geldi')
  })

  it('is refused to anybody but the writer', async () => {
    await takeRaw(bodies.telegram('Gül geldi', 4242, 8), telegram, context)
    const taken = await takeRaw(edited(8, 'Her şey yolunda', 10, 666), telegram, context)
    expect(taken.outcomes[0]).to.include({ outcome: 'ignored', reason: 'edit_by_another' })
    expect((await allMessages())[0]!.text).to.equal('Gül geldi')
  })

  it('waits a week for a message that never comes, in an index of its own', async () => {
    await takeRaw(edited(99, 'Kime?', 10), telegram, context)
    expect(await Parked.countDocuments()).to.equal(1)
    travel(days(1))
    await takeRaw(bodies.telegram('Sonunda geldim', 4242, 99), telegram, context)
    expect(await Parked.countDocuments()).to.equal(0)
    expect((await allMessages())[0]!.revisions).to.have.length(2)
  })

  it('finds its message also when both came at the same instant and did not see each other', async () => {
    const pairs = Array.from({ length: 24 }, (_, n) => n + 900)
    await Promise.all(
      pairs.flatMap((id) => [
        takeRaw(bodies.telegram('Gül geldi', 1_000 + id, id), telegram, context),
        takeRaw(edited(id, 'Güller geldi', 10, 1_000 + id, 1_000 + id), telegram, context),
      ]),
    )
    travel(seconds(10))
    await settleParked(200)
    const said = await allMessages()
    expect(said).to.have.length(24)
    for (const message of said) expect(message.text).to.equal('Güller geldi')
    expect(await Parked.countDocuments()).to.equal(0)
  })

  it('is looked for less and less often while its message does not come', async () => {
    await takeRaw(edited(77, 'Kime?', 10), telegram, context)
    const looks: number[] = []
    for (let step = 0; step < 60; step++) {
      travel(seconds(10))
      const due = await dueParked(10)
      await settleParked(10)
      looks.push(due.length)
    }
    expect(looks.filter((due) => due > 0).length).to.be.within(4, 12)
  })
})
