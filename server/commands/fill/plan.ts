import { between, seeded } from './random.js'

export interface Plan {
  tickets: number
  messages: number
  /** How many of them are open. */
  open: number
  customers: number
  agents: number
}

export type PlannedStatus = 'open' | 'pending' | 'closed'

const longEvery = 250
const longLength = 20

/** How many messages each ticket has: every 250th has 20, the others one to three, `plan.messages` in all. */
export function lengths(plan: Plan): Uint8Array {
  const random = seeded(42)
  const counts = new Uint8Array(plan.tickets)
  for (let n = 0; n < plan.tickets; n++) counts[n] = isLong(n) ? longLength : between(random, 1, 3)
  let rest = plan.messages - counts.reduce((sum, count) => sum + count, 0)
  // what is over or missing goes one by one over the short ones, as evenly as their bounds allow
  for (let n = 0, quiet = 0; rest !== 0 && quiet < plan.tickets; n = (n + 1) % plan.tickets, quiet++) {
    const count = counts[n] ?? 1
    if (isLong(n) || (rest > 0 ? count >= 100 : count <= 1)) continue
    counts[n] = count + Math.sign(rest)
    rest -= Math.sign(rest)
    quiet = 0
  }
  return counts
}

/** The status of ticket `n`: exactly `plan.open` are open and a tenth are pending, spread over all. */
export function statusOf(n: number, plan: Plan): PlannedStatus {
  const rank = (n * coprime(plan.tickets)) % plan.tickets
  if (rank < plan.open) return 'open'
  return rank < plan.open + Math.round(plan.tickets / 10) ? 'pending' : 'closed'
}

function isLong(n: number): boolean {
  return n % longEvery === longEvery - 1
}

/** A step through 0..size-1 that meets each number once. */
function coprime(size: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
  let step = 7_919
  while (gcd(step, size) !== 1) step += 2
  return step
}
