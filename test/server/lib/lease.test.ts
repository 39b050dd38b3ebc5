import { expect } from 'chai'
import { minutes, seconds, travel } from '../../../server/lib/clock.js'
import { dropLease, holdLease, isLeased } from '../../../server/lib/lease.js'
import { useDatabase } from '../../support/database.js'

describe('A lease', () => {
  useDatabase()

  it('is held by one of two owners, and by the same one when it asks again', async () => {
    expect(await holdLease('clock', 'a', minutes(1))).to.equal(true)
    expect(await holdLease('clock', 'b', minutes(1))).to.equal(false)
    expect(await holdLease('clock', 'a', minutes(1))).to.equal(true)
    expect(await holdLease('other', 'b', minutes(1)), 'leases of other names are apart').to.equal(true)
  })

  it('goes to one alone of many who ask at the same instant', async () => {
    const owners = Array.from({ length: 20 }, (_, n) => `owner-${n}`)
    const held = await Promise.all(owners.map((owner) => holdLease('clock', owner, minutes(1))))
    expect(held.filter(Boolean)).to.have.length(1)
  })

  it('passes on when its owner has not renewed it in time, and not a moment before', async () => {
    await holdLease('clock', 'a', seconds(30))
    travel(seconds(29))
    expect(await holdLease('clock', 'b', seconds(30))).to.equal(false)
    travel(seconds(2))
    expect(await isLeased('clock')).to.equal(false)
    expect(await holdLease('clock', 'b', seconds(30))).to.equal(true)
    expect(await holdLease('clock', 'a', seconds(30)), 'the late owner has lost it').to.equal(false)
  })

  it('stays while it is renewed', async () => {
    for (let turn = 0; turn < 4; turn++) {
      expect(await holdLease('clock', 'a', seconds(30))).to.equal(true)
      travel(seconds(20))
      expect(await holdLease('clock', 'b', seconds(30))).to.equal(false)
    }
  })

  it('can be given back early by its owner and by nobody else', async () => {
    await holdLease('clock', 'a', minutes(1))
    await dropLease('clock', 'b')
    expect(await isLeased('clock')).to.equal(true)
    await dropLease('clock', 'a')
    expect(await holdLease('clock', 'b', minutes(1))).to.equal(true)
  })
})
