import { expect } from 'chai'
import mongoose from 'mongoose'
import { Conflict } from '../../../server/lib/errors.js'
import { afterCommit, change, isDuplicate, isMongoDown, pingMongo } from '../../../server/lib/mongo.js'
import { Carrier } from '../../../server/models/carriers/index.js'
import { Marketplace } from '../../../server/models/marketplaces/index.js'
import { useDatabase } from '../../support/database.js'

const carrier = (key: string) => ({ key, name: key, createdAt: new Date(0) })

describe('A change', () => {
  useDatabase()

  it('writes everything or, when its body throws, nothing, and passes the error on', async () => {
    const fault = new Conflict('no')
    const failing = change(async (tx) => {
      await Carrier.create([carrier('one')], { session: tx })
      await Marketplace.create([carrier('two')], { session: tx })
      throw fault
    })
    expect(await failing.catch((error: unknown) => error)).to.equal(fault)
    expect(await Carrier.countDocuments()).to.equal(0)
    const given = await change(async (tx) => {
      await Carrier.create([carrier('one')], { session: tx })
      await Marketplace.create([carrier('two')], { session: tx })
      return 'both'
    })
    expect(given).to.equal('both')
    expect([await Carrier.countDocuments(), await Marketplace.countDocuments()]).to.deep.equal([1, 1])
  })

  it('is not seen from outside before it is committed', async () => {
    await change(async (tx) => {
      await Carrier.create([carrier('one')], { session: tx })
      expect(await Carrier.countDocuments().session(tx)).to.equal(1)
      expect(await Carrier.countDocuments()).to.equal(0)
    })
    expect(await Carrier.countDocuments()).to.equal(1)
  })

  it('runs its body again when another change wrote the same document, and loses no write', async () => {
    await Carrier.create(carrier('counter'))
    let runs = 0
    const addLetter = () =>
      change(async (tx) => {
        runs += 1
        const found = await Carrier.findOne({ key: 'counter' }).session(tx).orFail()
        found.name += '.'
        await found.save({ session: tx })
      })
    await Promise.all(Array.from({ length: 10 }, addLetter))
    expect((await Carrier.findOne({ key: 'counter' }).orFail()).name).to.equal('counter..........')
    expect(runs).to.be.greaterThan(10)
  })

  it('calls what waits for the commit once, after it, and never when it is rolled back', async () => {
    const called: string[] = []
    await Carrier.create(carrier('counter'))
    let runs = 0
    await change(async (tx) => {
      runs += 1
      afterCommit(tx, () => called.push('committed'))
      await Carrier.updateOne({ key: 'counter' }, { name: `run ${runs}` }, { session: tx })
      if (runs === 1) throw conflictOf('TransientTransactionError')
      expect(called).to.deep.equal([])
    })
    expect(runs).to.equal(2)
    expect(called).to.deep.equal(['committed'])
    const rolledBack = change((tx) => {
      afterCommit(tx, () => called.push('rolled back'))
      return Promise.reject(new Conflict('no'))
    })
    await rolledBack.catch(() => undefined)
    expect(called).to.deep.equal(['committed'])
  })

  it('says which unique index refused', async () => {
    await Carrier.create(carrier('one'))
    const error = await change((tx) => Carrier.create([carrier('one')], { session: tx })).catch(
      (e: unknown) => e,
    )
    expect(isDuplicate(error)).to.equal(true)
    expect(isDuplicate(error, 'key_1')).to.equal(true)
    expect(isDuplicate(error, 'identities')).to.equal(false)
    expect(isDuplicate(new Conflict('no'))).to.equal(false)
    expect(isMongoDown(error)).to.equal(false)
  })

  it('answers a ping while the database does', async () => {
    expect(await pingMongo(2_000)).to.equal(true)
  })
})

/** As the driver raises it when a transaction must be run again. */
function conflictOf(label: string): Error {
  return new mongoose.mongo.MongoServerError({ message: 'write conflict', errorLabels: [label] })
}
