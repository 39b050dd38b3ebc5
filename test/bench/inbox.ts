import { rowProjection } from '../../server/models/tickets/index.js'
import { ask, cannon, timed } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'

/** The first page of the open tickets beside the same query by the bare driver. */
export const inbox: Bench = {
  name: 'inbox',
  filled: true,
  async run({ url, tokens, database }: Stage): Promise<Figure[]> {
    const [token] = tokens
    const page = `${url}/api/v1/tickets?view=open&limit=25`
    const bare = () =>
      database
        .collection('tickets')
        .find({ status: 'open', spam: { $exists: false }, mergedInto: null }, { projection: rowProjection })
        .sort({ lastActivityAt: -1, _id: -1 })
        .limit(26)
        .toArray()
    for (let n = 0; n < 100; n++) await Promise.all([ask(page, token), bare()])
    const alone = await timed(1_000, 1, () => ask(page, token))
    const reference = await timed(1_000, 1, bare)
    const crowd = await cannon(page, token, 16, 10)
    const referenceCrowd = await timed(5_000, 16, bare)
    return [
      {
        name: 'requests a second, 16 connections',
        value: crowd.requests.average,
        unit: '/s',
        target: '>= 300',
      },
      { name: 'bare queries a second, 16 at a time', value: referenceCrowd.perSecond, unit: '/s' },
      { name: 'p50 alone', value: alone.p50, unit: 'ms' },
      { name: 'p95 alone', value: alone.p95, unit: 'ms', target: '< 30' },
      { name: 'p95 of the bare query alone', value: reference.p95, unit: 'ms' },
      { name: 'p95 to bare p95', value: alone.p95 / reference.p95, unit: 'x', target: '<= 4' },
      { name: 'bytes of a page', value: crowd.throughput.average / crowd.requests.average, unit: 'B' },
    ]
  },
}
