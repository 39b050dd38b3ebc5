import { expect } from 'chai'
import { seconds, travel } from '../../../../server/lib/clock.js'
import { system } from '../../../../server/models/actor.js'
import { Audit } from '../../../../server/models/audits/index.js'
import * as users from '../../../../server/models/users/index.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure } from '../../../support/people.js'

const by = { actor: system }

describe('changing colleagues', () => {
  useDatabase()

  it('never leaves nobody who manages users', async () => {
    const { user } = await colleague('admin')
    await colleague('manager')
    const id = user._id.toHexString()
    expect((await failure(users.deactivate(id, by))).code).to.equal('last_admin')
    expect((await failure(users.update(id, { role: 'agent' }, by))).code).to.equal('last_admin')
    await colleague('admin')
    expect((await users.update(id, { role: 'agent' }, by)).role).to.equal('agent')
  })

  it('leaves one admin when two take each other out at once', async () => {
    const [first, second] = [await colleague('admin'), await colleague('admin')]
    const ends = await Promise.allSettled([
      users.deactivate(first.user._id.toHexString(), { actor: second.actor }),
      users.deactivate(second.user._id.toHexString(), { actor: first.actor }),
    ])
    expect(ends.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected'])
    expect((await users.list()).items.filter(users.isActive)).to.have.length(1)
  })

  it('makes the deactivated nobody: no actor, and byId knows at once', async () => {
    await colleague('admin')
    const { user } = await colleague('agent')
    const id = user._id.toHexString()
    expect(users.isActive((await users.byId(id))!)).to.equal(true)
    await users.deactivate(id, by)
    const after = (await users.byId(id))!
    expect(() => users.actorOf(after))
      .to.throw('account_inactive')
      .with.property('status', 401)
    await users.reactivate(id, by)
    expect(users.actorOf((await users.byId(id))!).role).to.equal('agent')
  })

  it('are seen after five seconds when another process made the change', async () => {
    const { user } = await colleague('agent')
    const id = user._id.toHexString()
    await users.byId(id)
    await users.User.updateOne({ _id: user._id }, { $set: { name: 'Başka' } })
    expect((await users.byId(id))!.name).to.equal(user.name)
    travel(seconds(6))
    expect((await users.byId(id))!.name).to.equal('Başka')
  })

  it('lets people change their own language but not their own role', async () => {
    const { user, actor } = await colleague('agent')
    const id = user._id.toHexString()
    expect((await users.update(id, { locale: 'en' }, { actor })).locale).to.equal('en')
    expect((await failure(users.update(id, { role: 'admin' }, { actor }))).code).to.equal('not_allowed')
    const other = await colleague('agent')
    const foreign = users.update(other.user._id.toHexString(), { locale: 'en' }, { actor })
    expect((await failure(foreign)).code).to.equal('not_allowed')
  })

  it('leave exactly one audit row each, before and after', async () => {
    const { user } = await colleague('agent')
    await users.update(user._id.toHexString(), { role: 'manager' }, { actor: system, ip: '192.0.2.1' })
    const rows = await Audit.find({ action: 'user.changed' }).lean()
    expect(rows).to.have.length(1)
    expect(rows[0]).to.nested.include({ 'before.role': 'agent', 'after.role': 'manager', ip: '192.0.2.1' })
  })

  it('lists people by address, page by page', async () => {
    for (let i = 0; i < 3; i += 1) await colleague('agent')
    const first = await users.list({ limit: 2 })
    const second = await users.list({ limit: 2, cursor: first.next! })
    const emails = [...first.items, ...second.items].map(({ email }) => email)
    expect(emails)
      .to.have.length(3)
      .and.deep.equal([...emails].sort())
    expect(second.next).to.equal(null)
  })
})
