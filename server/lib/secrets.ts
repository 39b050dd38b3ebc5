import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { Invalid } from './errors.js'
import { base32 } from './ids.js'

/** Encryption of stored secrets and signing of what leaves the house; one key, separated by purpose. */
export interface Secrets {
  /** AES-256-GCM; gives `v1.<key id>.<iv>.<tag>.<data>` (base64url). */
  encrypt(plain: string): string
  /** @throws Invalid('secret_unreadable') when the key or the text is another */
  decrypt(sealed: string): string
  /** A MAC of 130 bits over the parts, in lower-case base32 (safe in a mail address). */
  sign(purpose: string, ...parts: string[]): string
  /** Constant-time check of a MAC made by `sign`. */
  verify(mac: string, purpose: string, ...parts: string[]): boolean
}

const macLength = 26

/** @param keyHex 64 hex digits (SECRETS_KEY) */
export function makeSecrets(keyHex: string): Secrets {
  const master = Buffer.from(keyHex, 'hex')
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', purpose, 32))
  const encryption = derive('encryption')
  const keyId = base32(derive('key-id')).slice(0, 6)
  const signing = derive('signing')
  const sign = (purpose: string, ...parts: string[]): string =>
    base32(
      createHmac('sha256', signing)
        .update(JSON.stringify([purpose, ...parts]))
        .digest(),
    ).slice(0, macLength)
  return {
    encrypt: (plain) => seal(plain, encryption, keyId),
    decrypt: (sealed) => unseal(sealed, encryption, keyId),
    sign,
    verify: (mac, purpose, ...parts) => equalInConstantTime(mac, sign(purpose, ...parts)),
  }
}

/** Compares two texts in a time that does not tell where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function seal(plain: string, key: Buffer, keyId: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return ['v1', keyId, ...[iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join('.')
}

function unseal(sealed: string, key: Buffer, keyId: string): string {
  const [version, id, iv, tag, data] = sealed.split('.')
  if (version !== 'v1' || id !== keyId || !iv || !tag || data === undefined) {
    throw new Invalid('secret_unreadable', { keyId: id ?? null })
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new Invalid('secret_unreadable', { keyId: id }, { cause })
  }
}
