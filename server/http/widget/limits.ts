import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refused } from '../refused.js'

/** What visitors may do how often: by themselves, and all together from one address, which may be a whole network's. */
const rules = {
  session: { visitor: 30, ip: 600, seconds: 60 },
  message: { visitor: 30, ip: 600, seconds: 60 },
  upload: { visitor: 20, ip: 100, seconds: 600 },
  connect: { visitor: 60, ip: 1_200, seconds: 60 },
  transcript: { visitor: 3, ip: 20, seconds: 3_600 },
} as const

export type VisitorDeed = keyof typeof rules

export interface VisitorLimits {
  /** Takes one of what a visitor (where known) and an address may do. @throws Refused 429 'too_many_requests' */
  take(deed: VisitorDeed, ip: string, visitor?: string): Promise<void>
}

/** Counted in each process: what one of them lets through is bounded, whatever the others do. */
export function makeVisitorLimits(): VisitorLimits {
  const limiters = new Map<string, RateLimiterMemory>()
  for (const [deed, { visitor, ip, seconds }] of Object.entries(rules)) {
    limiters.set(`${deed}/visitor`, new RateLimiterMemory({ points: visitor, duration: seconds }))
    limiters.set(`${deed}/ip`, new RateLimiterMemory({ points: ip, duration: seconds }))
  }
  const consume = async (name: string, key: string): Promise<void> => {
    try {
      await limiters.get(name)?.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new Refused(429, 'too_many_requests', {}, Math.max(1, Math.ceil(error.msBeforeNext / 1_000)))
    }
  }
  return {
    async take(deed, ip, visitor) {
      await consume(`${deed}/ip`, ip)
      if (visitor !== undefined) await consume(`${deed}/visitor`, visitor)
    },
  }
}
