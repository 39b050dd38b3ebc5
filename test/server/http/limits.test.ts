import { expect } from 'chai'
import { makeLimits } from '../../../server/http/limits.js'
import { networkOf } from '../../../server/http/network.js'
import { useDatabase } from '../../support/database.js'
import { failure } from '../../support/people.js'

/** How often something goes well before it is refused, at most `most` times, and with what. */
async function until(most: number, act: () => Promise<void>): Promise<{ count: number; code: string }> {
  for (let count = 0; count < most; count++) {
    const fault = await act().then(
      () => null,
      (error: unknown) => error as { code: string; status: number; retryAfter?: number },
    )
    if (!fault) continue
    expect(fault.status).to.equal(429)
    expect(fault.retryAfter).to.be.within(1, 15 * 60)
    return { count, code: fault.code }
  }
  return { count: most, code: '' }
}

describe('limits for strangers', () => {
  useDatabase()

  it('count the forms of one network for one page, in all processes together', async () => {
    const [one, other] = [makeLimits(), makeLimits()]
    let turn = 0
    const post = (): Promise<void> => (turn++ % 2 ? one : other).formPost('complaint', '203.0.113.7')
    expect(await until(50, post)).to.deep.equal({ count: 20, code: 'too_many_forms' })
    await one.formPost('complaint', '203.0.113.8')
    await one.formPost('another page', '203.0.113.7')
  })

  it('let nobody use up what a page takes from all, and bound that too', async () => {
    const limits = makeLimits()
    await until(60, () => limits.formPost('complaint', '203.0.113.7'))
    const networks = Array.from({ length: 1_000 }, (_, n) => `10.${n >> 8}.${n & 255}.1`)
    const outcomes = await Promise.allSettled(networks.map((ip) => limits.formPost('complaint', ip)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(980)
  })

  it('take an IPv6 network for one', async () => {
    const limits = makeLimits()
    let n = 0
    const post = (): Promise<void> => limits.formPost('complaint', `2001:db8:1:2::${(n++).toString(16)}`)
    expect((await until(50, post)).count).to.equal(20)
    await limits.formPost('complaint', '2001:db8:1:3::1')
    expect([networkOf('::ffff:192.0.2.1'), networkOf('2001:db8::1:2:3:4'), networkOf('no address')]).to.deep.equal(['192.0.2.1', '2001:db8::/64', 'no address']) // prettier-ignore
  })

  it('let a page be looked at often, but not without end', async () => {
    const limits = makeLimits()
    expect(await until(200, () => limits.statusPage('203.0.113.7'))).to.deep.equal({ count: 120, code: 'too_many_requests' }) // prettier-ignore
    await limits.statusPage('203.0.113.8')
  })

  it('give five tries at a one-time code, whichever address they come from', async () => {
    const limits = makeLimits()
    expect(await until(20, () => limits.codeTry('ayse@example.com'))).to.deep.equal({ count: 5, code: 'too_many_codes' }) // prettier-ignore
    await limits.codeTry('gul@example.com')
  })

  it('count tries to sign in from an IPv6 network together', async () => {
    const limits = makeLimits()
    for (let n = 0; n < 10; n++) await limits.signIn('a@shop.example', `2001:db8::${n}`)
    expect((await failure(limits.signIn('a@shop.example', '2001:db8::ff'))).code).to.equal(
      'too_many_attempts',
    )
  })
})
