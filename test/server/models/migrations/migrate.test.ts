import { expect } from 'chai'
import mongoose from 'mongoose'
import { readdirSync, readFileSync } from 'node:fs'
import { minutes, sleep, travel } from '../../../../server/lib/clock.js'
import { holdLease } from '../../../../server/lib/lease.js'
import { silentLogger } from '../../../../server/lib/logger.js'
import { Category } from '../../../../server/models/categories/index.js'
import {
  ensureIndexes,
  migrate,
  missingIndexes,
  pendingMigrations,
  type Step,
} from '../../../../server/models/migrations/index.js'
import { Rule } from '../../../../server/models/rules/index.js'
import { Team } from '../../../../server/models/teams/index.js'
import { useDatabase } from '../../../support/database.js'
import { failure } from '../../../support/people.js'

describe('migrations', () => {
  useDatabase()

  it('give a new database its team, categories and rules, and then nothing is pending', async () => {
    expect(await pendingMigrations()).to.not.be.empty
    await migrate(silentLogger)
    expect(await pendingMigrations()).to.deep.equal([])
    expect(await Team.countDocuments({ isDefault: true })).to.equal(1)
    expect(await Category.countDocuments()).to.equal(16)
    expect(await Rule.countDocuments()).to.be.greaterThan(60)
  })

  it('run each step once and in order when several processes start together', async () => {
    const ran: string[] = []
    const step = (name: string): Step => ({
      name,
      run: async () => {
        await sleep(20)
        ran.push(name)
      },
    })
    const steps = [step('first'), step('second')]
    await Promise.all([1, 2, 3].map(() => migrate(silentLogger, { steps })))
    expect(ran).to.deep.equal(['first', 'second'])
  })

  it('go on after a step that failed where they stopped, and hold nobody up', async () => {
    let broken = true
    const ran: string[] = []
    const steps: Step[] = [
      { name: 'good', run: () => Promise.resolve(void ran.push('good')) },
      { name: 'bad', run: () => (broken ? Promise.reject(new Error('disk full')) : Promise.resolve()) },
    ]
    const failed = await failure(migrate(silentLogger, { steps }))
    expect(failed).to.include({ message: 'disk full' })
    expect(await pendingMigrations(steps)).to.deep.equal(['bad'])
    broken = false
    await migrate(silentLogger, { steps })
    expect(ran).to.deep.equal(['good'])
    expect(await pendingMigrations(steps)).to.deep.equal([])
  })

  it('say so when another process is at it for too long, and take over from a dead one', async () => {
    const steps: Step[] = [{ name: 'only', run: () => Promise.resolve() }]
    await holdLease('migrate', 'somebody else', minutes(1))
    expect((await failure(migrate(silentLogger, { steps, patience: 0 }))).code).to.equal('migration_running')
    travel(minutes(2))
    await migrate(silentLogger, { steps, patience: 0 })
    expect(await pendingMigrations(steps)).to.deep.equal([])
  })
})

describe('collections and indexes', () => {
  useDatabase()

  it('are all there after the start, and a second start finds nothing to do', async () => {
    expect(await missingIndexes()).to.deep.equal([])
    const made: string[] = []
    const log = { ...silentLogger, info: (message: string) => made.push(message) }
    await ensureIndexes(log)
    expect(made).to.deep.equal([])
  })

  it('come back at the next start when one was dropped', async () => {
    await Team.collection.dropIndex('key_1')
    expect(await missingIndexes()).to.deep.equal(['teams'])
    await migrate(silentLogger)
    expect(await missingIndexes()).to.deep.equal([])
    const at = new Date()
    await Team.create({ name: 'A', key: 'a', isDefault: false, createdAt: at })
    const again = await failure(Team.create({ name: 'B', key: 'a', isDefault: false, createdAt: at }))
    expect(again.code).to.equal(11_000)
  })

  it('are known for every record that the models declare', () => {
    const files = readdirSync('server/models', { recursive: true, encoding: 'utf8' })
    const sources = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`server/models/${file}`, 'utf8'))
    const declared = sources.flatMap((text) =>
      [...text.matchAll(/mongoose\.model<\w+>\(\s*'(\w+)'/g)].map(([, name]) => name!),
    )
    expect(declared.length).to.be.greaterThan(20)
    const known = mongoose.modelNames()
    expect(
      declared.filter((name) => !known.includes(name)),
      'add them to server/models/registered.ts',
    ).to.deep.equal([])
  })
})
