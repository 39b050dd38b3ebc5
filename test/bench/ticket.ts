import { ask, cannon, timed } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'

/** Opening a ticket with its twenty messages in one call, beside the two bare queries. */
export const ticket: Bench = {
  name: 'ticket',
  filled: true,
  async run({ url, tokens, database }: Stage): Promise<Figure[]> {
    const [token] = tokens
    const tickets = database.collection('tickets')
    const long = await tickets
      .find({ messageCount: 20 }, { projection: { number: 1 } })
      .limit(100)
      .toArray()
    const numbers = long.map(({ number }) => number as number)
    const numberOf = (n: number): number => numbers[n % numbers.length] ?? 0
    const addressOf = (n: number): string => `${url}/api/v1/tickets/${numberOf(n)}?include=messages`
    const bare = async (n: number): Promise<void> => {
      const found = await tickets.findOne({ number: numberOf(n) })
      await database
        .collection('messages')
        .find({ ticket: found?._id })
        .sort({ seq: -1 })
        .limit(100)
        .toArray()
    }
    for (let n = 0; n < 100; n++) await Promise.all([ask(addressOf(n), token), bare(n)])
    const alone = await timed(1_000, 1, (n) => ask(addressOf(n), token))
    const reference = await timed(1_000, 1, bare)
    const crowd = await cannon(addressOf(0), token, 16, 10)
    return [
      { name: 'p50 alone', value: alone.p50, unit: 'ms', target: '< 10' },
      { name: 'p95 alone', value: alone.p95, unit: 'ms' },
      { name: 'p50 of the bare queries', value: reference.p50, unit: 'ms' },
      { name: 'p50 to bare p50', value: alone.p50 / reference.p50, unit: 'x' },
      { name: 'requests a second, 16 connections', value: crowd.requests.average, unit: '/s' },
    ] // prettier-ignore
  },
}
