import { expect } from 'chai'
import * as users from '../../../../server/models/users/index.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure, goodPassword } from '../../../support/people.js'

const ayla = {
  email: 'Ayla@Shop.Example',
  name: 'Ayla',
  password: goodPassword,
  locale: 'tr',
  timeZone: 'Europe/Istanbul',
} as const

describe('the first set-up', () => {
  useDatabase()

  it('makes an admin who can sign in, by a link that then works for nobody', async () => {
    const token = (await users.setUpToken())!
    expect(await users.isSetUpToken(token)).to.equal(true)
    const admin = await users.setUp(token, ayla)
    expect(admin).to.include({ email: 'ayla@shop.example', role: 'admin' })
    expect((await users.signIn('AYLA@shop.example', goodPassword))._id.equals(admin._id)).to.equal(true)
    expect(await users.isSetUpToken(token)).to.equal(false)
    expect((await failure(users.setUp(token, { ...ayla, email: 'b@shop.example' }))).code).to.equal(
      'already_set_up',
    )
  })

  it('makes one admin when two people post at once', async () => {
    const token = (await users.setUpToken())!
    const posts = ['a', 'b', 'c', 'd'].map((name) =>
      users.setUp(token, { ...ayla, email: `${name}@shop.example` }),
    )
    const ends = await Promise.allSettled(posts)
    expect(ends.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).to.include({ code: 'already_set_up' })
    expect(await users.User.countDocuments()).to.equal(1)
  })

  it('keeps the links of two processes good until one is used', async () => {
    const [first, second] = [(await users.setUpToken())!, (await users.setUpToken())!]
    await users.setUp(first, ayla)
    expect(await users.isSetUpToken(second)).to.equal(false)
  })

  it('refuses a guessed token and makes nobody', async () => {
    await users.setUpToken()
    expect((await failure(users.setUp('guess', ayla))).code).to.equal('set_up_token_invalid')
    expect(await users.hasAnyUser()).to.equal(false)
  })

  it('leaves the link good when the password is too short', async () => {
    const token = (await users.setUpToken())!
    expect((await failure(users.setUp(token, { ...ayla, password: '123456789' }))).code).to.equal(
      'password_too_short',
    )
    expect(await users.isSetUpToken(token)).to.equal(true)
  })

  it('gives no link where somebody has an account', async () => {
    await colleague('agent')
    expect(await users.setUpToken()).to.equal(null)
  })
})
