import { expect } from 'chai'
import {
  after,
  days,
  hours,
  minutes,
  now,
  nowMs,
  resetClock,
  seconds,
  sleep,
  travel,
} from '../../../server/lib/clock.js'

describe('The clock', () => {
  afterEach(resetClock)

  it('travels and comes back', () => {
    const start = Date.now()
    travel(days(3))
    expect(nowMs() - start).to.be.within(days(3), days(3) + minutes(1))
    expect(now().getTime() - nowMs()).to.be.within(-1_000, 1_000)
    travel(-days(5))
    expect(nowMs()).to.be.lessThan(start)
    resetClock()
    expect(nowMs() - Date.now()).to.be.within(-1_000, 1_000)
  })

  it('counts durations in milliseconds, from now or from an instant', () => {
    expect([seconds(2), minutes(2), hours(2), days(2)]).to.deep.equal([
      2_000, 120_000, 7_200_000, 172_800_000,
    ])
    expect(after(hours(1), new Date('2026-01-01T00:00:00Z')).toISOString()).to.equal(
      '2026-01-01T01:00:00.000Z',
    )
    travel(days(400))
    expect(after(0).getTime() - nowMs()).to.be.within(-1_000, 1_000)
  })

  it('ends a sleep early when it is called off, and at once when it was called off before', async () => {
    const calling = new AbortController()
    const long = sleep(days(1), calling.signal)
    calling.abort()
    await long
    await sleep(days(1), calling.signal)
  })

  it('leaves no listener behind after a sleep that ran its time', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    await sleep(1, signal)
    expect(listeners).to.equal(0)
  })
})
