import { expect } from 'chai'
import { change } from '../../../../server/lib/mongo.js'
import { system } from '../../../../server/models/actor.js'
import { Audit } from '../../../../server/models/audits/index.js'
import {
  Customer,
  doubtIdentity,
  dropIdentity,
  Identity,
  recognise,
  type CustomerRecord,
  type IdentityRecord,
} from '../../../../server/models/customers/index.js'
import { identity } from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'
import { failure } from '../../../support/people.js'

const phone = '+905321112233'
const writes = (): Promise<CustomerRecord> =>
  change((tx) => recognise({ refs: [identity('phone', phone)], name: 'Ayşe', locale: 'tr' }, tx))
const row = async (): Promise<IdentityRecord | null> =>
  Identity.findOne({ value: phone }).lean<IdentityRecord>()

describe('taking an identity from a customer', () => {
  useDatabase()
  const origin = { actor: system }

  it('makes who writes by it next somebody new, keeps the number as a claim, and stands in the audit', async () => {
    const ayse = await writes()
    await dropIdentity(ayse._id, (await row())!._id, origin)
    expect(await row()).to.equal(null)
    const left = (await Customer.findById(ayse._id).lean<CustomerRecord>())!
    expect(left.claims!.map(({ value }) => value)).to.deep.equal([phone])
    expect((await writes())._id.equals(ayse._id)).to.equal(false)
    const told = await Audit.findOne({ action: 'customer.identity_removed' }).lean<{ before: object }>()
    expect(told!.before).to.deep.equal({ type: 'phone', value: phone, proof: 'transport' })
  })

  it('leaves it theirs but believes nothing more of it, when it is only doubted', async () => {
    const ayse = await writes()
    await doubtIdentity(ayse._id, (await row())!._id, origin)
    await doubtIdentity(ayse._id, (await row())!._id, origin)
    expect([(await row())!.proof, (await row())!.customer.equals(ayse._id)]).to.deep.equal(['none', true])
    expect(await Audit.countDocuments({ action: 'customer.identity_doubted' })).to.equal(1)
  })

  it('is refused for an identity of somebody else', async () => {
    await writes()
    const other = await change((tx) =>
      recognise({ refs: [identity('email', 'can@ornek.com')], name: 'Can', locale: 'tr' }, tx),
    )
    const id = (await row())!._id
    expect((await failure(dropIdentity(other._id, id, origin))).code).to.equal('identity_not_found')
    expect((await failure(doubtIdentity(other._id, id, origin))).code).to.equal('identity_not_found')
    expect((await row())!.proof).to.equal('transport')
  })
})
