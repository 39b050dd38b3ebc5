import { expect } from 'chai'
import { minutes, seconds, travel } from '../../../../server/lib/clock.js'
import * as apiTokens from '../../../../server/models/api-tokens/index.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure } from '../../../support/people.js'

describe('API tokens', () => {
  useDatabase()

  it('show their secret once and keep only its hash', async () => {
    const { user, actor } = await colleague('agent')
    const { token, secret } = await apiTokens.create(
      { userId: user._id.toHexString(), name: 'Depo' },
      { actor },
    )
    expect(secret).to.match(/^rdr_[0-9a-z]{52}$/)
    expect(JSON.stringify(await apiTokens.ApiToken.find().lean())).to.not.include(secret.slice(4))
    expect((await apiTokens.findBySecret(secret))!._id.equals(token._id)).to.equal(true)
    expect(await apiTokens.findBySecret(`${secret}x`)).to.equal(null)
  })

  it('stop working as soon as they are revoked', async () => {
    const { user, actor } = await colleague('agent')
    const { token, secret } = await apiTokens.create(
      { userId: user._id.toHexString(), name: 'Depo' },
      { actor },
    )
    await apiTokens.findBySecret(secret)
    await apiTokens.revoke(token._id.toHexString(), { actor })
    expect(await apiTokens.findBySecret(secret)).to.equal(null)
  })

  it('note their use at most once a minute', async () => {
    const { user, actor } = await colleague('agent')
    const userId = user._id.toHexString()
    const { secret } = await apiTokens.create({ userId, name: 'Depo' }, { actor })
    const used = async (): Promise<number> => {
      await apiTokens.findBySecret(secret)
      return (await apiTokens.list(userId))[0]!.lastUsedAt!.getTime()
    }
    const first = await used()
    travel(seconds(30))
    expect(await used()).to.equal(first)
    travel(minutes(1))
    expect(await used()).to.be.greaterThan(first)
  })

  it('are made and revoked for others only by who manages users', async () => {
    const { user, actor: owner } = await colleague('agent')
    const { actor: other } = await colleague('manager')
    const { actor: admin } = await colleague('admin')
    const userId = user._id.toHexString()
    expect((await failure(apiTokens.create({ userId, name: 'x' }, { actor: other }))).code).to.equal(
      'not_allowed',
    )
    const { token } = await apiTokens.create({ userId, name: 'x' }, { actor: owner })
    const id = token._id.toHexString()
    expect((await failure(apiTokens.revoke(id, { actor: other }))).code).to.equal('not_allowed')
    await apiTokens.revoke(id, { actor: admin })
    expect((await apiTokens.list(userId))[0]!.revocation!.by).to.equal(admin.id)
  })
})
