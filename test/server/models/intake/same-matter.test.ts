import { expect } from 'chai'
import { Types } from 'mongoose'
import { days, hours, now } from '../../../../server/lib/clock.js'
import { goesOnWith, type Matter } from '../../../../server/models/intake/same-matter.js'
import type { TicketRecord } from '../../../../server/models/tickets/index.js'

const [order, another] = [new Types.ObjectId(), new Types.ObjectId()]
const ago = (ms: number): Date => new Date(now().getTime() - ms)

/** An open ticket of this person that was begun by mail. */
function ticket(changes: Partial<TicketRecord> = {}): TicketRecord {
  const usual: Partial<TicketRecord> = {
    _id: new Types.ObjectId(), requester: { type: 'customer', id: new Types.ObjectId() }, status: 'open', category: 'late_delivery',
    order: null, via: ['email:1'], lastActivityAt: ago(hours(2)),
  }
  return { ...usual, ...changes } as TicketRecord
} // prettier-ignore

/** A text message that says nothing in particular. */
function matter(changes: Partial<Matter> = {}): Matter {
  return {
    place: 'sms:2', role: 'customer', isPublic: false, category: 'other', orderNumbers: [], order: null,
    unproven: null, threadsItself: false, ...changes,
  } // prettier-ignore
}

interface Case {
  what: string
  message: Partial<Matter>
  tickets: Partial<TicketRecord>[]
  /** Which ticket it goes on with, and why; null for none. */
  joins: { index: number; because: string[] } | null
}

const named = { orderNumbers: ['TR-1'], order }
const cases: Case[] = [
  { what: 'the same order from another channel', message: named, tickets: [{}, { order }], joins: { index: 1, because: ['same_order'] } },
  { what: 'the same order also when the ticket waits for the customer', message: named, tickets: [{ order, status: 'pending' }], joins: { index: 0, because: ['same_order'] } },
  { what: 'the same order also when nothing has happened for weeks', message: named, tickets: [{ order, lastActivityAt: ago(days(40)) }], joins: { index: 0, because: ['same_order'] } },
  { what: 'not another order', message: { orderNumbers: ['TR-2'], order: another, category: 'late_delivery' }, tickets: [{ order }], joins: null },
  { what: 'the same category within a week', message: { category: 'late_delivery' }, tickets: [{}], joins: { index: 0, because: ['same_category'] } },
  { what: 'not the same category after a week', message: { category: 'late_delivery' }, tickets: [{ lastActivityAt: ago(days(8)) }], joins: null },
  { what: 'not another category', message: { category: 'refund' }, tickets: [{}], joins: null },
  { what: 'the only open matter, when the message says nothing of its own', message: {}, tickets: [{}], joins: { index: 0, because: ['only_open_matter'] } },
  { what: 'nothing, when it might be one of two matters', message: {}, tickets: [{}, { category: 'refund' }], joins: null },
  { what: 'where the person was talking, without a reason to tell', message: {}, tickets: [{}, { via: ['sms:2'] }], joins: { index: 1, because: [] } },
  { what: 'where the person was talking, also after an answer', message: {}, tickets: [{ via: ['sms:2'], status: 'resolved' }], joins: { index: 0, because: [] } },
  { what: 'not an answered ticket of another channel', message: { category: 'late_delivery' }, tickets: [{ status: 'resolved' }], joins: null },
  { what: 'not a ticket about another order, though the person was talking there', message: { orderNumbers: ['TR-2'], order: another }, tickets: [{ via: ['sms:2'], order }], joins: null },
  { what: 'not a ticket that this person has as the recipient of somebody’s order', message: {}, tickets: [{ requester: { type: 'recipient', id: order } }], joins: null },
  { what: 'the recipient’s own ticket, when a recipient writes', message: { role: 'recipient', ...named }, tickets: [{ order }, { order, requester: { type: 'recipient', id: order } }], joins: { index: 1, because: ['same_order'] } },
  { what: 'nothing in public', message: { isPublic: true, ...named }, tickets: [{ order }], joins: null },
  { what: 'not the open ticket of the same mailbox: mail threads itself', message: { place: 'email:1', threadsItself: true, category: 'late_delivery' }, tickets: [{}], joins: null },
  { what: 'a ticket of another channel by a new mail', message: { place: 'email:1', threadsItself: true, category: 'late_delivery' }, tickets: [{ via: ['sms:2'] }], joins: { index: 0, because: ['same_category'] } },
  { what: 'the ticket of the named order, saying so, when nothing proves the sender', message: { place: 'email:1', threadsItself: true, unproven: 'a@b.example', ...named }, tickets: [{ via: ['sms:2'], order }], joins: { index: 0, because: ['same_order', 'address_unproven'] } },
  { what: 'nothing else when nothing proves the sender', message: { place: 'email:1', threadsItself: true, unproven: 'a@b.example', category: 'late_delivery' }, tickets: [{ via: ['sms:2'] }], joins: null },
] // prettier-ignore

describe('the open matter that a message goes on with', () => {
  for (const { what, message, tickets, joins } of cases) {
    it(`is ${what}`, () => {
      const all = tickets.map(ticket)
      const found = goesOnWith(matter(message), all)
      if (joins === null) expect(found).to.equal(null)
      else {
        expect(all.indexOf(found!.ticket)).to.equal(joins.index)
        expect(found!.because.map(({ code }) => code)).to.deep.equal(joins.because)
      }
    })
  }
})
