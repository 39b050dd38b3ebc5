import { hash, verify, type Options } from '@node-rs/argon2'
import { Invalid } from '../../lib/errors.js'

/** Argon2id (the library's default algorithm) at 19 MiB, two passes: OWASP Password Storage Cheat Sheet. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** The hash of a password that nobody knows, so that an unknown user takes as long as a known one. */
const nobody =
  '$argon2id$v=19$m=19456,t=2,p=1$/OSNCJoiieIe43DYZfCo9Q$n6Ch9//jnLpa9GXcXTSkg3TB++UU5v4lIxUME2NihnI'
const shortest = 10
const longest = 200

/** @throws Invalid('password_too_short') below 10 characters, Invalid('password_too_long') above 200 */
export async function hashPassword(password: string): Promise<string> {
  const length = Array.from(password).length
  if (length < shortest) throw new Invalid('password_too_short', { min: shortest })
  if (length > longest) throw new Invalid('password_too_long', { max: longest })
  return hash(composed(password), cost)
}

/** Whether the password is the one that was hashed; without a hash false, after the same work. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const candidate = Array.from(password).length > longest ? '' : composed(password)
  const matches = await verify(passwordHash ?? nobody, candidate)
  return matches && passwordHash !== undefined
}

/** "ş" is one code point on one keyboard and two on another; both are the same password (NIST SP 800-63B 3.1.1.2). */
function composed(password: string): string {
  return password.normalize('NFC')
}
