import { createHmac } from 'node:crypto'
import { jwtVerify } from 'jose'
import { z } from 'zod'
import { now } from '../../server/lib/clock.js'
import { Forbidden } from '../../server/lib/errors.js'
import { lowerAscii } from '../../server/lib/fold.js'
import { toE164 } from '../../server/lib/phone.js'
import { equalInConstantTime } from '../../server/lib/secrets.js'
import type { Proof } from '../channel.js'

const id = z.string().trim().min(1).max(200)
const name = z.string().trim().max(200)

/** How a page says who its visitor is: a token of the shop's server, or its MAC of the user's id. */
export const identityClaim = z.union([
  z.strictObject({ jwt: z.string().max(4_000) }),
  z.strictObject({
    id,
    hash: z.string().max(200),
    name: name.optional(),
    email: z.string().max(320).optional(),
    phone: z.string().max(40).optional(),
  }),
])
export type IdentityClaim = z.output<typeof identityClaim>

interface Said {
  value: string
  proof: Extract<Proof, 'none' | 'signed'>
}

/** Somebody the shop knows; `email` and `phone` are proved only where the shop signed them. */
export interface ShopUser {
  id: string
  name: string
  email: Said | null
  phone: Said | null
}

/**
 * Verifies who a page says its visitor is: a JWT (RFC 7519, HS256, with `sub` and `exp`), all of which the shop signed,
 * or `hash`, the hex HMAC-SHA256 of the id, which proves the id alone.
 * @param secret the account's `identifySecret`
 * @throws Forbidden('identity_invalid')
 */
export async function verifyIdentity(claim: IdentityClaim, secret: string | undefined): Promise<ShopUser> {
  if (!secret) throw new Forbidden('identity_invalid')
  if ('jwt' in claim) return fromJwt(claim.jwt, secret)
  const right = createHmac('sha256', secret).update(claim.id).digest('hex')
  if (!equalInConstantTime(lowerAscii(claim.hash), right)) throw new Forbidden('identity_invalid')
  return shopUser(claim, 'none')
}

const signed = z.object({
  sub: id,
  email: z.string().max(320).optional(),
  name: name.optional(),
  phone: z.string().max(40).optional(),
})

async function fromJwt(jwt: string, secret: string): Promise<ShopUser> {
  const key = new TextEncoder().encode(secret)
  const verified = await jwtVerify(jwt, key, { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'], currentDate: now() }).catch(
    (cause: unknown) => {
      throw new Forbidden('identity_invalid', {}, { cause })
    },
  )
  const payload = signed.safeParse(verified.payload)
  if (!payload.success) throw new Forbidden('identity_invalid')
  const { sub, ...rest } = payload.data
  return shopUser({ id: sub, ...rest }, 'signed')
} // prettier-ignore

function shopUser(
  said: { id: string; name?: string | undefined; email?: string | undefined; phone?: string | undefined },
  proof: Said['proof'],
): ShopUser {
  const email = z.email().safeParse(lowerAscii((said.email ?? '').trim()))
  const phone = said.phone ? toE164(said.phone) : null
  return {
    id: said.id,
    name: said.name ?? '',
    email: email.success ? { value: email.data, proof } : null,
    phone: phone === null ? null : { value: phone, proof },
  }
}
