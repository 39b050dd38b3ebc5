import { expect } from 'chai'
import { system } from '../../../../server/models/actor.js'
import { Audit } from '../../../../server/models/audits/index.js'
import * as users from '../../../../server/models/users/index.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure, goodPassword } from '../../../support/people.js'

describe('signing in', () => {
  useDatabase()

  it('gives the same answer for a wrong password, an unknown address, an open invitation and a deactivated account', async () => {
    await colleague('admin')
    const { user } = await colleague('agent')
    const gone = await colleague('agent')
    await users.deactivate(gone.user._id.toHexString(), { actor: system })
    const invitation = {
      email: 'new@shop.example',
      name: 'Yeni',
      role: 'agent',
      locale: 'tr',
      timeZone: 'UTC',
    } as const
    await users.invite(invitation, { actor: system })
    const attempts = [
      [user.email, 'yanlış bir söz'],
      ['nobody@shop.example', goodPassword],
      ['not an address', goodPassword],
      ['new@shop.example', ''],
      [gone.user.email, goodPassword],
      [user.email, 'x'.repeat(100_000)],
    ] as const
    for (const [email, password] of attempts) {
      const { code, status, details } = await failure(users.signIn(email, password))
      expect({ code, status, details }, email).to.deep.equal({
        code: 'wrong_credentials',
        status: 401,
        details: {},
      })
    }
    expect((await users.signIn(user.email, goodPassword)).email).to.equal(user.email)
  })

  it('takes a password typed with composed or decomposed Turkish letters', async () => {
    const { user } = await colleague('agent')
    expect((await users.signIn(user.email, goodPassword.normalize('NFD'))).email).to.equal(user.email)
  })

  it('keeps only an argon2id hash of 19 MiB and two passes', async () => {
    const { user } = await colleague('agent')
    expect(user.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

describe('changing a password', () => {
  useDatabase()

  it('ends the old one, moves passwordChangedAt and leaves an audit row without either password', async () => {
    const { user } = await colleague('agent')
    const passwords = { current: goodPassword, next: 'bambaşka bir söz' }
    const changed = await users.changePassword(user._id.toHexString(), passwords, '192.0.2.7')
    expect(changed.passwordChangedAt.getTime()).to.be.at.least(user.passwordChangedAt.getTime())
    expect((await failure(users.signIn(user.email, goodPassword))).code).to.equal('wrong_credentials')
    await users.signIn(user.email, 'bambaşka bir söz')
    const row = await Audit.findOne({ action: 'user.password_changed' }).orFail().lean()
    expect(row).to.include({ ip: '192.0.2.7' })
    expect(JSON.stringify(row)).to.not.match(/argon2|bambaşka/)
  })

  it('refuses without the current password, and a new one of nine characters', async () => {
    const { user } = await colleague('agent')
    const id = user._id.toHexString()
    const wrong = users.changePassword(id, { current: 'yanlış bir söz', next: 'bambaşka bir söz' })
    expect((await failure(wrong)).code).to.equal('wrong_password')
    const short = users.changePassword(id, { current: goodPassword, next: 'şşşşşşşşş' })
    expect((await failure(short)).code).to.equal('password_too_short')
    await users.signIn(user.email, goodPassword)
  })
})
