import { expect } from 'chai'
import { Types } from 'mongoose'
import { days, hours, minutes } from '../../../../server/lib/clock.js'
import { againIn, unansweredIn } from '../../../../server/models/customers/repeats.js'

const start = new Date('2026-11-02T09:00:00Z').getTime()
const ticket = new Types.ObjectId()

/** Lines of one ticket, by the time that has passed: what the customer said (in) and what we did (reply). */
function lines(...said: [kind: 'in' | 'reply' | 'auto', after: number, machine?: boolean][]) {
  return said.map(([kind, after, machine = false], index) => ({
    ...{ ticket, seq: index, kind, at: new Date(start + after) },
    auto: { is: machine, why: null },
    author: { kind: kind === 'in' ? ('customer' as const) : ('user' as const), id: null, name: '' },
  }))
}

const begun = (after: number, category: string, order: Types.ObjectId | null = null) => ({
  ...{ _id: new Types.ObjectId(), createdAt: new Date(start + after), category, order, mergedInto: null },
})

describe('how often somebody had to say it again', () => {
  it('counts what follows a message that nobody answered, more than an hour later', () => {
    expect(unansweredIn(lines(['in', 0], ['in', hours(2)], ['in', hours(30)]))).to.equal(2)
  })

  it('counts neither lines of one breath, nor what follows an answer, nor what machines send', () => {
    expect(unansweredIn(lines(['in', 0], ['in', minutes(1)], ['in', minutes(50)]))).to.equal(0)
    expect(unansweredIn(lines(['in', 0], ['reply', hours(1)], ['in', hours(5)]))).to.equal(0)
    expect(unansweredIn(lines(['in', 0], ['in', hours(5), true]))).to.equal(0)
  })

  it('does not take the order in which messages were stored for the order in which they were said', () => {
    const said = lines(['in', hours(3)], ['reply', hours(1)], ['in', 0])
    expect(unansweredIn(said)).to.equal(0)
  })

  it('counts a ticket about the same order or category within 30 days, and nothing of the category “other”', () => {
    const order = new Types.ObjectId()
    expect(againIn([begun(0, 'late_delivery'), begun(days(3), 'late_delivery')])).to.equal(1)
    expect(againIn([begun(0, 'late_delivery'), begun(days(31), 'late_delivery')])).to.equal(0)
    expect(againIn([begun(0, 'other'), begun(days(3), 'other')])).to.equal(0)
    expect(againIn([begun(0, 'refund', order), begun(days(3), 'late_delivery', order)])).to.equal(1)
    expect(
      againIn([begun(0, 'refund', order), begun(days(3), 'refund', new Types.ObjectId())]),
      'another order is another matter',
    ).to.equal(0)
    expect(againIn([begun(0, 'refund')])).to.equal(0)
  })
})
