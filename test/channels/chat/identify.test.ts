import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { verifyIdentity, type IdentityClaim } from '../../../channels/chat/identify.js'
import { hours, nowMs, resetClock, travel } from '../../../server/lib/clock.js'
import { Forbidden } from '../../../server/lib/errors.js'

const secret = 'mağazanın sunucusundaki gizli anahtar'
const key = (text = secret): Uint8Array => new TextEncoder().encode(text)
const exp = (): number => Math.floor(nowMs() / 1_000) + 3_600
const jwt = (claims: Record<string, unknown>, by = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT({ exp: exp(), ...claims }).setProtectedHeader({ alg }).sign(key(by))
const hash = (id: string, by = secret): string => createHmac('sha256', by).update(id).digest('hex')

async function refused(claim: IdentityClaim, by = secret): Promise<boolean> {
  return verifyIdentity(claim, by).then(
    () => false,
    (error: unknown) => error instanceof Forbidden && error.code === 'identity_invalid',
  )
}

describe("a shop's word for its visitor", () => {
  afterEach(() => resetClock())

  it('proves all that stands in its token', async () => {
    const user = await verifyIdentity({ jwt: await jwt({ sub: 'u-17', name: 'Ayşe', email: 'Ayse@Posta.example', phone: '0532 123 45 67' }) }, secret)
    expect(user).to.deep.equal({
      id: 'u-17', name: 'Ayşe', email: { value: 'ayse@posta.example', proof: 'signed' }, phone: { value: '+905321234567', proof: 'signed' },
    })
  }) // prettier-ignore

  it('proves the id alone where only that is signed', async () => {
    const user = await verifyIdentity({ id: 'u-17', hash: hash('u-17').toUpperCase(), email: 'ayse@posta.example' }, secret)
    expect(user).to.deep.equal({ id: 'u-17', name: '', email: { value: 'ayse@posta.example', proof: 'none' }, phone: null })
  }) // prettier-ignore

  it('is refused when it is signed by somebody else, for somebody else, or not at all', async () => {
    expect(
      await refused({ jwt: await jwt({ sub: 'u-17' }, 'başkasının anahtarı, yeterince uzun') }),
    ).to.equal(true)
    expect(await refused({ id: 'u-17', hash: hash('u-18') })).to.equal(true)
    expect(await refused({ id: 'u-17', hash: '' })).to.equal(true)
    const [head, body] = (await jwt({ sub: 'u-17' })).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    for (const forged of [`${head}.${body}.`, `${none}.${body}.`, 'x', ''])
      expect(await refused({ jwt: forged }), forged).to.equal(true)
  })

  it('is refused with another algorithm than HS256, without an end, and after its end', async () => {
    expect(await refused({ jwt: await jwt({ sub: 'u-17' }, secret, 'HS512') })).to.equal(true)
    const endless = await new SignJWT({ sub: 'u-17' }).setProtectedHeader({ alg: 'HS256' }).sign(key())
    expect(await refused({ jwt: endless })).to.equal(true)
    const token = await jwt({ sub: 'u-17' })
    expect(await refused({ jwt: token })).to.equal(false)
    travel(hours(2))
    expect(await refused({ jwt: token })).to.equal(true)
  })

  it('is refused without a subject, and by a widget that has no secret', async () => {
    expect(await refused({ jwt: await jwt({}) })).to.equal(true)
    expect(await refused({ id: 'u', hash: hash('u', '') }, '')).to.equal(true)
  }) // prettier-ignore
})
