import { sleep } from '../../lib/clock.js'
import { Inbound, type InboundRecord } from '../../models/intake/index.js'

/** What became of a delivery, waited for at most a minute: a worker may have been faster and be at it still. */
export async function ended(id: InboundRecord['_id']): Promise<InboundRecord> {
  for (let waited = 0; ; waited += 50) {
    const inbound = await Inbound.findById(id).lean<InboundRecord>().orFail()
    const settled = inbound.state !== 'received' || inbound.error !== undefined
    if (settled || waited >= 60_000) return inbound
    await sleep(50)
  }
}
