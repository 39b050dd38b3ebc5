import { expect } from 'chai'
import { days, minutes, travel } from '../../../../server/lib/clock.js'
import { system } from '../../../../server/models/actor.js'
import * as users from '../../../../server/models/users/index.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure, goodPassword } from '../../../support/people.js'

const invitation = {
  email: 'Mehmet@Shop.example',
  name: 'Mehmet',
  role: 'agent',
  locale: 'tr',
  timeZone: 'Europe/Istanbul',
} as const
const by = { actor: system }

describe('inviting a colleague', () => {
  useDatabase()

  it('lets them choose a password once, in the default team when none is named', async () => {
    const { user, token } = await users.invite(invitation, by)
    expect(user).to.include({ email: 'mehmet@shop.example' })
    expect(user.teams).to.have.length(1)
    expect((await users.invited(token)).name).to.equal('Mehmet')
    await users.acceptInvitation(token, { password: goodPassword })
    await users.signIn('mehmet@shop.example', goodPassword)
    expect((await failure(users.acceptInvitation(token, { password: 'bambaşka bir söz' }))).code).to.equal(
      'invitation_invalid',
    )
  })

  it('holds for seven days and not longer', async () => {
    const { token } = await users.invite(invitation, by)
    travel(days(7) - minutes(1))
    expect((await users.invited(token)).email).to.equal('mehmet@shop.example')
    travel(minutes(2))
    expect((await failure(users.acceptInvitation(token, { password: goodPassword }))).code).to.equal(
      'invitation_invalid',
    )
  })

  it('ends the older link when somebody is invited again', async () => {
    const first = await users.invite(invitation, by)
    const second = await users.invite({ ...invitation, role: 'manager' }, by)
    expect((await failure(users.invited(first.token))).code).to.equal('invitation_invalid')
    expect((await users.acceptInvitation(second.token, { password: goodPassword })).role).to.equal('manager')
    expect(await users.User.countDocuments()).to.equal(1)
  })

  it('is withdrawn by deactivation', async () => {
    const { user, token } = await users.invite(invitation, by)
    await users.deactivate(user._id.toHexString(), by)
    expect((await failure(users.acceptInvitation(token, { password: goodPassword }))).code).to.equal(
      'invitation_invalid',
    )
  })

  it('refuses an address that has an account, an unknown team, a bad address, and an agent who invites', async () => {
    const { user, actor } = await colleague('agent')
    const attempt = async (changes: object, origin = by): Promise<string> =>
      (await failure(users.invite({ ...invitation, ...changes }, origin))).code
    expect(await attempt({ email: user.email })).to.equal('email_taken')
    expect(await attempt({ teams: ['0123456789abcdef01234567'] })).to.equal('unknown_team')
    expect(await attempt({ email: 'a@b@c' })).to.equal('bad_email')
    expect(await attempt({ name: '  ' })).to.equal('name_missing')
    expect(await attempt({}, { actor } as never)).to.equal('not_allowed')
  })
})
