import {
  RateLimiterMemory,
  RateLimiterMongo,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible'
import mongoose from 'mongoose'
import { lowerAscii } from '../lib/fold.js'
import { sha256 } from '../lib/ids.js'
import { networkOf } from './network.js'
import { Refused } from './refused.js'

/** How often what strangers can do may be done. */
export interface Limits {
  /** Takes one try to sign in for this account from this address. @throws Refused 429 'too_many_attempts' */
  signIn(email: string, ip: string): Promise<void>
  /** Forgets the tries of somebody who got in. */
  signedIn(email: string, ip: string): Promise<void>
  /** Takes one delivery at a channel's door. @throws Refused 429 'too_many_requests' */
  inbound(account: string, ip: string): Promise<void>
  /** Gives back what a delivery took that proved its sender: a provider may come in a rush, ten times as often. @throws as inbound */
  proven(account: string, ip: string): Promise<void>
  /** Takes one form that somebody sends to one of our pages (`site`). @throws Refused 429 'too_many_forms' */
  formPost(site: string, ip: string): Promise<void>
  /** Takes one look at a customer's or seller's page. @throws Refused 429 'too_many_requests' */
  statusPage(ip: string): Promise<void>
  /** Takes one try at a one-time code, or one code asked for; `key` names whose. @throws Refused 429 'too_many_codes' */
  codeTry(key: string): Promise<void>
}

/**
 * What people do is counted in MongoDB, for all processes together, in 15 minutes: 10 tries to sign in for an account
 * and network, 100 for a network; 20 forms for a page and network, 1,000 for a page; 120 looks for a network; 5 codes for
 * a key. Deliveries are counted per process.
 */
export function makeLimits(): Limits {
  const pair = mongoLimiter('sign-in', 10)
  const address = mongoLimiter('sign-in-ip', 100)
  const door = new RateLimiterMemory({ points: 1_200, duration: 10 })
  const rush = new RateLimiterMemory({ points: 12_000, duration: 10 })
  const visitors = strangers()
  const indexed = indexedOnce([pair, address])
  const keyOf = (email: string, ip: string) => sha256(`${lowerAscii(email.trim())}\n${networkOf(ip)}`)
  return {
    ...visitors,
    async signIn(email, ip) {
      await indexed()
      await take(address, networkOf(ip), 'too_many_attempts')
      await take(pair, keyOf(email, ip), 'too_many_attempts')
    },
    async signedIn(email, ip) {
      await pair.delete(keyOf(email, ip))
    },
    inbound: (account, ip) => take(door, `${account}|${ip}`, 'too_many_requests'),
    async proven(account, ip) {
      await take(rush, `${account}|${ip}`, 'too_many_requests')
      await door.reward(`${account}|${ip}`)
    },
  }
}

/** An address is asked before the page it came to, so that one alone cannot use up what the page takes from all. */
function strangers(): Pick<Limits, 'formPost' | 'statusPage' | 'codeTry'> {
  const form = mongoLimiter('form', 20)
  const site = mongoLimiter('form-site', 1_000)
  const look = mongoLimiter('status-page', 120)
  const code = mongoLimiter('code', 5)
  const indexed = indexedOnce([form, site, look, code])
  return {
    async formPost(name, ip) {
      await indexed()
      await take(form, `${name}|${networkOf(ip)}`, 'too_many_forms')
      await take(site, name, 'too_many_forms')
    },
    async statusPage(ip) {
      await indexed()
      await take(look, networkOf(ip), 'too_many_requests')
    },
    async codeTry(key) {
      await indexed()
      await take(code, sha256(key), 'too_many_codes')
    },
  }
}

function mongoLimiter(keyPrefix: string, points: number): RateLimiterMongo {
  return new RateLimiterMongo({
    storeClient: mongoose.connection.getClient(),
    dbName: mongoose.connection.db?.databaseName ?? 'redress',
    tableName: 'rateLimits',
    keyPrefix,
    points,
    duration: 15 * 60,
    disableIndexesCreation: true,
  })
}

/** The unique index makes counting sure; made before the first try, so that a failure is heard by who needs it. */
function indexedOnce(limiters: readonly RateLimiterMongo[]): () => Promise<void> {
  let making: Promise<unknown> | undefined
  return async () => {
    making ??= Promise.all(limiters.map((limiter) => limiter.createIndexes())).catch((error: unknown) => {
      making = undefined
      throw error
    })
    await making
  }
}

async function take(limiter: RateLimiterAbstract, key: string, code: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new Refused(429, code, {}, Math.max(1, Math.ceil(error.msBeforeNext / 1_000)))
  }
}
