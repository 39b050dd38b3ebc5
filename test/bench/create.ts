import { ask, timed } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'
import { bareTransactions } from './transactions.js'

/** Tickets made by the API, sixteen at a time, beside bare transactions of the same documents. */
export const create: Bench = {
  name: 'create',
  filled: false,
  async run({ url, tokens, database }: Stage): Promise<Figure[]> {
    const make = (n: number) =>
      ask(`${url}/api/v1/tickets`, tokens[0], {
        subject: `Şikâyet ${n}`, text: 'Kargom hâlâ gelmedi, üç gündür bekliyorum.', direction: 'inbound',
        identity: { type: 'email', value: `c${n}@posta.example`, name: `Müşteri ${n}` },
      }) // prettier-ignore
    await timed(50, 4, (n) => make(1_000_000 + n))
    const alone = await timed(200, 1, (n) => make(2_000_000 + n))
    const crowd = await timed(2_000, 16, make)
    const bare = await bareTransactions(database, false)
    const reference = await timed(2_000, 16, bare)
    return [
      { name: 'tickets a second, 16 at a time', value: crowd.perSecond, unit: '/s', target: '>= 150' },
      { name: 'p50, 16 at a time', value: crowd.p50, unit: 'ms' },
      { name: 'p95, 16 at a time', value: crowd.p95, unit: 'ms' },
      { name: 'p50 alone', value: alone.p50, unit: 'ms' },
      { name: 'bare transactions a second, 16 at a time', value: reference.perSecond, unit: '/s' },
      { name: 'share of the bare transactions', value: crowd.perSecond / reference.perSecond, unit: 'x' },
    ]
  },
}
