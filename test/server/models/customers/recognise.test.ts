import { expect } from 'chai'
import type { Types } from 'mongoose'
import { days, minutes, travel } from '../../../../server/lib/clock.js'
import { change } from '../../../../server/lib/mongo.js'
import { joinAnswerer } from '../../../../server/models/customers/join-answerer.js'
import {
  Customer,
  Identity,
  mergesOf,
  recognise,
  takeIdentityChange,
  type CustomerRecord,
  type IdentityRecord,
  type Person,
} from '../../../../server/models/customers/index.js'
import { phoneForgottenAfter } from '../../../../server/models/customers/recognise.js'
import { identity } from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'

const person = (refs: Person['refs'], changes: Partial<Person> = {}): Promise<CustomerRecord> =>
  change((tx) => recognise({ refs, name: 'Ayşe', locale: 'tr', ...changes }, tx))
const owner = async (value: string): Promise<Types.ObjectId | undefined> =>
  (await Identity.findOne({ value }).lean<IdentityRecord>())?.customer
const people = (): Promise<number> => Customer.countDocuments({ mergedInto: null })

const phone = '+905321112233'
const mail = 'ayse@ornek.com'
const texting = identity('phone', phone)
const mailing = identity('email', mail)
const shop = (id: string) => identity('shop_user', id, 'gonca', 'signed')

describe('who somebody is', () => {
  useDatabase()

  it('is the same person by the same address, whatever name they give', async () => {
    const [one, two] = [await person([mailing]), await person([mailing], { name: 'Fatma' })]
    expect(two._id.equals(one._id)).to.equal(true)
    expect(two.name).to.equal('Ayşe')
  })

  it('is never joined by a typed address or number, a name, or a locale: those are claims', async () => {
    const texter = await person([texting])
    const typed = await person([identity('visitor', 'v1', 'gonca', 'signed')], { claims: [{ type: 'phone', value: phone }, { type: 'email', value: mail }] })
    expect(typed._id.equals(texter._id)).to.equal(false)
    expect(typed.claims!.map(({ value }) => value)).to.deep.equal([phone, mail])
    const mailer = await person([mailing])
    expect(mailer._id.equals(typed._id)).to.equal(false)
    expect(await people()).to.equal(3)
  }) // prettier-ignore

  it('is one person where the shop signs two identities together, and the merge is in the journal', async () => {
    const [visitor, mailer] = [
      await person([identity('visitor', 'v1', 'gonca', 'signed')]),
      await person([mailing]),
    ]
    const both = await person([
      identity('visitor', 'v1', 'gonca', 'signed'),
      identity('email', mail, '', 'signed'),
    ])
    expect(await people()).to.equal(1)
    expect([visitor, mailer].some(({ _id }) => _id.equals(both._id))).to.equal(true)
    expect((await mergesOf(both._id))[0]!.because.map(({ code }) => code)).to.deep.equal(['signed_by_shop'])
  })

  it('is never one person behind two accounts of one shop, whatever is signed with them', async () => {
    await person([shop('1'), identity('email', mail, '', 'signed')])
    await person([shop('2'), identity('email', mail, '', 'signed')])
    expect(await people()).to.equal(2)
    expect((await owner(mail))!.equals((await owner('1'))), 'the address stays with whom it was signed for first').to.equal(true)
  }) // prettier-ignore

  it('lets a better proof replace a weaker one, and never the other way round', async () => {
    await person([identity('email', mail, '', 'none')])
    const proof = async () => (await Identity.findOne({ value: mail }).lean<IdentityRecord>())!.proof
    await person([identity('email', mail, '', 'signed')])
    expect(await proof()).to.equal('signed')
    await person([identity('email', mail, '', 'transport')])
    expect(await proof()).to.equal('signed')
  })

  it('forgets the owner of a number that was silent for half a year, who keeps it as a claim', async () => {
    const before = await person([texting], { name: 'Eski sahibi' })
    travel(phoneForgottenAfter - days(1))
    expect((await person([texting]))._id.equals(before._id), 'not a day sooner').to.equal(true)
    travel(phoneForgottenAfter + minutes(1))
    const after = await person([texting], { name: 'Yeni sahibi' })
    expect(after._id.equals(before._id)).to.equal(false)
    expect(after.name).to.equal('Yeni sahibi')
    const old = (await Customer.findById(before._id).lean<CustomerRecord>())!
    expect(old.claims!.map(({ value }) => value)).to.deep.equal([phone])
  })

  it('follows a changed number, and takes the old one from them', async () => {
    const one = await person([texting])
    const [from, to] = [texting, identity('phone', '+905449998877')]
    expect(await takeIdentityChange({ kind: 'identity', externalId: 'c1', change: 'renumbered', from, to } as never)).to.equal('identity_renumbered')
    expect((await owner('+905449998877'))!.equals(one._id)).to.equal(true)
    expect(await owner(phone)).to.equal(undefined)
    const stranger = await person([texting])
    expect(stranger._id.equals(one._id), 'the old number is somebody else’s').to.equal(false)
  }) // prettier-ignore

  it('is not made one by a changed number that somebody else has', async () => {
    const [one, two] = [await person([texting]), await person([identity('phone', '+905449998877')])]
    const told = await takeIdentityChange({ kind: 'identity', externalId: 'c1', change: 'renumbered', from: texting, to: identity('phone', '+905449998877') } as never)
    expect(told).to.equal('identity_owned_by_another')
    expect((await owner('+905449998877'))!.equals(two._id)).to.equal(true)
    expect(await Customer.countDocuments({ _id: { $in: [one._id, two._id] }, mergedInto: null })).to.equal(2)
  }) // prettier-ignore

  describe('by an answered mail', () => {
    const answered = identity('email', mail, '', 'roundtrip')
    const answers = (customer: Types.ObjectId) =>
      change((tx) => joinAnswerer(customer, answered, { refs: [mailing], name: 'Ayşe', locale: 'tr' }, tx))

    it('joins the person whom we wrote to with whoever had the address', async () => {
      const visitor = await person([identity('visitor', 'v1', 'gonca', 'signed')], {
        claims: [{ type: 'email', value: mail }],
      })
      const mailer = await person([mailing])
      await answers(visitor._id)
      expect(await people()).to.equal(1)
      const [merge] = await mergesOf(visitor._id)
      expect([merge!.because[0]!.code, merge!.because[0]!.detail]).to.deep.equal(['answered_our_mail', mail])
      expect(merge!.into.equals(visitor._id), 'the older stays').to.equal(true)
      expect((await owner(mail))!.equals(visitor._id)).to.equal(true)
      expect((await Customer.findById(mailer._id).lean<CustomerRecord>())!.mergedInto!.equals(visitor._id)).to.equal(true)
    }) // prettier-ignore

    it('gives the address to whom we wrote to, where nobody had it', async () => {
      const visitor = await person([identity('visitor', 'v1', 'gonca', 'signed')])
      await answers(visitor._id)
      const row = (await Identity.findOne({ value: mail }).lean<IdentityRecord>())!
      expect([row.proof, row.customer.equals(visitor._id)]).to.deep.equal(['roundtrip', true])
    })

    it('leaves two accounts of one shop two', async () => {
      const one = await person([shop('1')])
      await person([shop('2'), identity('email', mail, '', 'signed')])
      await answers(one._id)
      expect(await people()).to.equal(2)
    })
  })
})
