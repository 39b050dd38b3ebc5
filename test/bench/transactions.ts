import { Types, type Connection } from 'mongoose'

type Row = Record<string, unknown>

/**
 * The bare reference for whatever makes a ticket: copies of the documents that the product wrote for one, inserted by
 * the driver alone in one majority transaction.
 * @param withEnvelope also the envelope that mail has: written before, ended within
 */
export async function bareTransactions(
  database: Connection,
  withEnvelope: boolean,
): Promise<(n: number) => Promise<void>> {
  const templates = await templatesOf(database)
  const client = database.getClient()
  return async (n) => {
    const copies = templates.map(({ collection, row }) => ({
      collection: `bare-${collection}`,
      row: copyOf(row, n),
    }))
    const envelope = withEnvelope ? await writeEnvelope(database, n) : null
    const session = client.startSession()
    try {
      await session.withTransaction(
        async () => {
          for (const { collection, row } of copies)
            await database.collection(collection).insertOne(row, { session: session })
          if (envelope) await database.collection('bare-inbound').updateOne({ _id: envelope }, { $set: { state: 'processed' } }, { session: session }) // prettier-ignore
        },
        { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'snapshot' } },
      )
    } finally {
      await session.endSession()
    }
  }
}

/** The documents of the newest ticket, and collections beside the real ones with the same indexes. */
async function templatesOf(database: Connection): Promise<{ collection: string; row: Row }[]> {
  const [newest] = await database.collection('tickets').find().sort({ number: -1 }).limit(1).toArray()
  if (!newest) throw new Error('the bench has made no ticket to copy')
  const customer = newest['customer'] as Types.ObjectId
  const of = async (collection: string, field: string, id: Types.ObjectId, limit = 1) => {
    const rows = await database
      .collection(collection)
      .find({ [field]: id })
      .limit(limit)
      .toArray()
    return rows.map((row) => ({ collection, row: row }))
  }
  const found = await Promise.all([
    of('tickets', '_id', newest._id),
    of('messages', 'ticket', newest._id),
    of('events', 'ticket', newest._id, 2),
    of('customers', '_id', customer),
    of('identities', 'customer', customer),
  ])
  for (const name of ['tickets', 'messages', 'events', 'customers', 'identities', 'inbound'])
    await copyIndexes(database, name)
  return found.flat()
}

async function copyIndexes(database: Connection, name: string): Promise<void> {
  const bare = database.collection(`bare-${name}`)
  await bare.deleteMany({})
  for (const index of await database.collection(name).indexes()) {
    const { unique, partialFilterExpression } = index as { unique?: boolean; partialFilterExpression?: Row }
    const options = {
      ...(unique ? { unique } : {}),
      ...(partialFilterExpression ? { partialFilterExpression } : {}),
    }
    await bare.createIndex(index['key'], options, {})
  }
}

/** Fresh values wherever a unique index asks for them. */
function copyOf(row: Row, n: number): Row {
  const ticket = new Types.ObjectId()
  const unique: Row = { _id: new Types.ObjectId(), number: n, publicId: ticket.toHexString(), ticket, externalId: `b${n}`, value: `b${n}@x.example`, inbound: ticket } // prettier-ignore
  const fresh = Object.entries(unique).filter(([name]) => name in row)
  return { ...row, ...Object.fromEntries(fresh) }
}

async function writeEnvelope(database: Connection, n: number): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId()
  const row = { _id, channel: 'email', account: _id, key: `b${n}`, blob: 'x'.repeat(64), sha256: 'x'.repeat(64), size: 1_500, transport: {}, state: 'received', attempts: 0, nextAt: new Date(), outcomes: [], receivedAt: new Date() } // prettier-ignore
  await database.collection('bare-inbound').insertOne(row, { writeConcern: { w: 'majority', journal: true } })
  return _id
}
