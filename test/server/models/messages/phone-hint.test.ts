import { expect } from 'chai'
import { Types } from 'mongoose'
import { days, hours, minutes } from '../../../../server/lib/clock.js'
import { contactsWithoutAnswer, phoneHint } from '../../../../server/models/messages/index.js'
import type { HintFacts, Told } from '../../../../server/models/messages/phone-hint.js'

const at = new Date('2026-11-22T12:00:00Z')
const ago = (ms: number): Date => new Date(at.getTime() - ms)
const theirs = (ms: number, more: Partial<Told> = {}): Told => ({
  kind: 'in',
  text: 'Ne oldu?',
  at: ago(ms),
  ...more,
})
const ours = (ms: number, text = 'Bakıyoruz.', more: Partial<Told> = {}): Told => ({ kind: 'reply', text, at: ago(ms), ...more }) // prettier-ignore
const call = (ms: number, direction: 'in' | 'out', outcome: 'reached' | 'no_answer'): Told => ({
  ...(direction === 'in' ? theirs(ms) : ours(ms)),
  call: { medium: 'call', direction, seconds: 60, outcome },
})
const facts = (ticket: Partial<HintFacts['ticket']> = {}, more: Partial<HintFacts> = {}): HintFacts => ({
  ticket: { status: 'open', priority: 'normal', order: null, ...ticket },
  inDispute: false,
  dismissedAt: null,
  ...more,
})
const stuck = [theirs(days(3)), ours(days(2)), theirs(hours(30)), ours(hours(20)), theirs(hours(2))]
const urgent = { priority: 'urgent', order: new Types.ObjectId() } as const
const asked = [theirs(hours(3)), ours(hours(1), 'Hangi adrese gönderelim?')]

describe('the advice to call', () => {
  it('is given after three messages of the customer and two of ours in five days, and says so', () => {
    expect(phoneHint(stuck, facts(), at)).to.deep.equal([{ code: 'many_rounds', detail: '3' }])
  })

  it('is not given for fewer messages, for older ones, or for those of machines and strangers', () => {
    expect(phoneHint(stuck.slice(1), facts(), at)).to.equal(null)
    expect(phoneHint([theirs(days(6)), ...stuck.slice(1)], facts(), at)).to.equal(null)
    const auto = theirs(days(3), { auto: { is: true, why: 'x' } })
    expect(phoneHint([auto, ...stuck.slice(1)], facts(), at)).to.equal(null)
    expect(phoneHint([theirs(days(3), { stranger: true }), ...stuck.slice(1)], facts(), at)).to.equal(null)
  })

  it('is not given once the matter is answered or closed', () => {
    for (const status of ['resolved', 'closed'] as const)
      expect(phoneHint(stuck, facts({ status }), at), status).to.equal(null)
  })

  it('is given after an hour of silence to our question on an urgent order, and not a minute before (R-22)', () => {
    expect(phoneHint(asked, facts(urgent), at)).to.deep.equal([
      { code: 'silent_after_question', detail: '60' },
    ])
    expect(phoneHint(asked, facts(urgent), ago(minutes(1)))).to.equal(null)
  })

  it('is not given for silence where nothing was asked, nothing is urgent or no order is meant', () => {
    expect(phoneHint([theirs(hours(3)), ours(hours(2))], facts(urgent), at)).to.equal(null)
    expect(phoneHint(asked, facts({ ...urgent, priority: 'high' }), at)).to.equal(null)
    expect(phoneHint(asked, facts({ ...urgent, order: null }), at)).to.equal(null)
    expect(phoneHint([...asked, theirs(minutes(5))], facts(urgent), at)).to.equal(null)
  })

  it('is never given within a day of our last attempt, whatever came of it', () => {
    expect(phoneHint([...stuck, call(hours(23), 'out', 'no_answer')], facts(), at)).to.equal(null)
    expect(phoneHint([...stuck, call(hours(25), 'out', 'no_answer')], facts(), at)).not.to.equal(null)
    expect(phoneHint([...stuck, call(hours(1), 'in', 'no_answer')], facts(), at)).not.to.equal(null)
  })

  it('counts anew after the two have spoken', () => {
    const spoken = [...stuck.slice(0, 4), call(hours(19), 'in', 'reached'), theirs(hours(2))]
    expect(phoneHint(spoken, facts(), at)).to.equal(null)
  })

  it('is never given in a dispute, and not for a day after it was put away', () => {
    expect(phoneHint(stuck, facts({}, { inDispute: true }), at)).to.equal(null)
    expect(phoneHint(stuck, facts({}, { dismissedAt: ago(hours(23)) }), at)).to.equal(null)
    expect(phoneHint(stuck, facts({}, { dismissedAt: ago(hours(25)) }), at)).not.to.equal(null)
  })
})

describe('the count of contacts without an answer', () => {
  it('holds what we wrote and called in the last day since the customer last said something', () => {
    const thread = [theirs(hours(30)), ours(hours(25)), ours(hours(20)), call(hours(10), 'out', 'no_answer'), ours(hours(1))]
    expect(contactsWithoutAnswer(thread, at)).to.equal(3)
    expect(contactsWithoutAnswer([...thread, theirs(minutes(1))], at)).to.equal(0)
  }) // prettier-ignore

  it('leaves out what never reached the customer', () => {
    const gone = ours(hours(2), 'x', { retraction: { by: { kind: 'system', id: null, name: '' }, at } })
    const failed = ours(hours(2), 'x', { delivery: { state: 'failed', at, attempts: 1 } })
    const note: Told = { kind: 'note', text: 'x', at: ago(hours(1)) }
    expect(contactsWithoutAnswer([theirs(hours(3)), gone, failed, note], at)).to.equal(0)
  })
})
