import { deliverAll } from '../support/deliver.js'
import { messageIdOf, rawMail } from '../support/raw-mail.js'
import { waitFor } from '../support/client.js'
import { timed } from './measure.js'
import type { Bench, Figure, Stage } from './stage.js'
import { bareTransactions } from './transactions.js'

/** Raw mails from the first SMTP connection until the last one is a ticket, beside bare transactions. */
export const ingest: Bench = {
  name: 'ingest',
  filled: false,
  async run(stage: Stage): Promise<Figure[]> {
    let lost = 0
    let seconds = 0
    for (const size of [1, 20, 200, 2_000]) {
      const batch = await takeBatch(size, stage)
      lost += batch.lost
      seconds = batch.seconds
    }
    const bare = await bareTransactions(stage.database, true)
    const reference = await timed(2_000, 16, bare)
    const rate = 2_000 / seconds
    return [
      { name: 'mails a second, 2,000 by SMTP', value: rate, unit: '/s', target: '>= 120' },
      { name: 'bare transactions a second, 16 at a time', value: reference.perSecond, unit: '/s' },
      {
        name: 'share of the bare transactions',
        value: rate / reference.perSecond,
        unit: 'x',
        target: '>= 0.5',
      },
      { name: 'lost or double in batches of 1, 20, 200, 2,000', value: lost, unit: '', target: '<= 0' },
    ]
  },
}

async function takeBatch(
  size: number,
  { smtpPort, database }: Stage,
): Promise<{ lost: number; seconds: number }> {
  const run = `batch${size}`
  const started = performance.now()
  await deliverAll(smtpPort, size, (n) => rawMail(n, run), { connections: 16 })
  const inbound = database.collection('inbound')
  await waitFor(async () => (await inbound.countDocuments({ state: 'received' })) === 0 || undefined, 120_000)
  const seconds = (performance.now() - started) / 1_000
  const ids = Array.from({ length: size }, (_, n) => messageIdOf(n, run))
  const found = await database
    .collection('messages')
    .countDocuments({ 'email.messageId': { $in: ids }, kind: 'in' })
  return { lost: Math.abs(size - found), seconds }
}
