import {
  RateLimiterMemory,
  RateLimiterMongo,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible'
import mongoose from 'mongoose'
import { lowerAscii } from '../lib/fold.js'
import { sha256 } from '../lib/ids.js'
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
}

/**
 * Tries to sign in are counted in MongoDB, for all processes together (10 in 15 minutes for an account and address, 100
 * for an address); deliveries per process.
 */
export function makeLimits(): Limits {
  const pair = mongoLimiter('sign-in', 10)
  const address = mongoLimiter('sign-in-ip', 100)
  const door = new RateLimiterMemory({ points: 1_200, duration: 10 })
  const rush = new RateLimiterMemory({ points: 12_000, duration: 10 })
  const indexed = indexedOnce([pair, address])
  const keyOf = (email: string, ip: string) => sha256(`${lowerAscii(email.trim())}\n${ip}`)
  return {
    async signIn(email, ip) {
      await indexed()
      await take(address, ip, 'too_many_attempts')
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
