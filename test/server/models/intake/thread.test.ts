import { expect } from 'chai'
import { days, travel } from '../../../../server/lib/clock.js'
import { change } from '../../../../server/lib/mongo.js'
import type { UserActor } from '../../../../server/models/actor.js'
import type { ChannelAccountRecord } from '../../../../server/models/channel-accounts/index.js'
import type { IdentityRef } from '../../../../server/models/intake/message-shapes.js'
import {
  reopenWithin,
  thread,
  type Thread,
  type ThreadKeys,
} from '../../../../server/models/intake/thread.js'
import { Message } from '../../../../server/models/messages/index.js'
import {
  close,
  mergeTickets,
  replyToken,
  Ticket,
  type TicketRecord,
} from '../../../../server/models/tickets/index.js'
import {
  accountOn,
  alsoKnownBy,
  complaintBy,
  identity,
  says,
  testSecrets,
} from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'
import { colleague } from '../../../support/people.js'

const nothing: ThreadKeys = { conversation: null, replyTokens: [], answers: [], subjectNumber: null }
const [mail, phone] = [identity('email', 'ayse@ornek.com'), identity('phone', '+905321112233')]

describe('the conversation that a message names', () => {
  useDatabase()
  let by: UserActor
  let email: ChannelAccountRecord
  let ticket: TicketRecord

  beforeEach(async () => {
    by = (await colleague('agent', { name: 'Mehmet' })).actor
    email = await accountOn('email')
    ticket = await complaintBy(email, mail, by)
  })

  const find = (
    keys: Partial<ThreadKeys>,
    sender: IdentityRef[] = [mail],
    account = email,
  ): Promise<Thread> =>
    change((tx) =>
      thread(
        { ...nothing, ...keys },
        sender,
        { channel: account.channel, account: account._id },
        testSecrets,
        tx,
      ),
    )
  const numberOf = async (
    keys: Partial<ThreadKeys>,
    sender?: IdentityRef[],
    account?: ChannelAccountRecord,
  ) => (await find(keys, sender, account)).ticket?.number ?? null
  const fresh = async (): Promise<TicketRecord> => (await Ticket.findById(ticket._id).lean<TicketRecord>())! // prettier-ignore

  it('is the one of our signed address, whoever writes, and nothing when the signature is another ticket’s', async () => {
    const stranger = [identity('email', 'can@ornek.com')]
    const token = replyToken(ticket, testSecrets)
    expect(await numberOf({ replyTokens: [token] }, stranger)).to.equal(ticket.number)
    expect((await find({ replyTokens: [token] })).byToken).to.equal(true)
    const other = await complaintBy(email, mail, by)
    const mixed = token.replace(String(ticket.number), String(other.number))
    expect(mixed).not.to.equal(token)
    expect(await numberOf({ replyTokens: [mixed] })).to.equal(null)
  })

  it('is the one whose message it answers, within one account only', async () => {
    await Message.updateMany({ ticket: ticket._id }, { $set: { email: { messageId: '<a@ornek.com>', references: [] } } })
    expect(await numberOf({ answers: ['<unknown@x>', '<a@ornek.com>'] })).to.equal(ticket.number)
    const second = await accountOn('email', { key: 'kargo', addresses: ['kargo@ornek.com'] })
    expect(await numberOf({ answers: ['<a@ornek.com>'] }, [mail], second)).to.equal(null)
  }) // prettier-ignore

  it('is the one whose number stands in the subject only for who takes part', async () => {
    expect(await numberOf({ subjectNumber: ticket.number })).to.equal(ticket.number)
    expect(await numberOf({ subjectNumber: ticket.number }, [identity('email', 'can@ornek.com')])).to.equal(
      null,
    )
    expect(await numberOf({ subjectNumber: ticket.number + 50 })).to.equal(null)
    expect(await numberOf({}), 'the same person alone names nothing').to.equal(null)
  })

  it('is the one that it was merged into', async () => {
    await alsoKnownBy(ticket, phone)
    const target = await complaintBy(await accountOn('sms'), phone, by)
    await says(target, email, mail)
    await mergeTickets(ticket, target, by)
    expect(await numberOf({ replyTokens: [replyToken(ticket, testSecrets)] })).to.equal(target.number)
    expect(await numberOf({ conversation: ticket.publicId })).to.equal(target.number)
  })

  it('is opened again for two weeks after an answer, and after that gone on from in a new one', async () => {
    await close(ticket, by, 'resolved')
    const keys = { conversation: (await fresh()).publicId }
    expect(await numberOf(keys)).to.equal(ticket.number)
    travel(reopenWithin + days(1))
    const late = await find(keys)
    expect([late.ticket, late.follows?.number]).to.deep.equal([null, ticket.number])
  })

  it('is never one that was closed for good', async () => {
    await close(ticket, by, 'not_a_complaint')
    const found = await find({ replyTokens: [replyToken(ticket, testSecrets)] })
    expect([found.ticket, found.follows?.number]).to.deep.equal([null, ticket.number])
  })
})
