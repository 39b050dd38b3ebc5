import mongoose, { Schema } from 'mongoose'

interface CounterRecord {
  _id: string
  next: number
}

const schema = new Schema<CounterRecord>(
  { _id: String, next: Number },
  { versionKey: false, collection: 'counters' },
)
const Counter = mongoose.model<CounterRecord>('Counter', schema)

const blockSize = 100
const first = 1_001

/**
 * Gives ticket numbers from blocks of 100 that this process reserves outside of any transaction: a counter inside the
 * transaction makes every writer wait for every other. Numbers of a block that a dead process held are gaps.
 */
export function makeNumbers(): () => Promise<number> {
  let next = 0
  let end = 0
  let reserving: Promise<void> | undefined

  const reserve = async (): Promise<void> => {
    const counter = await Counter.findOneAndUpdate(
      { _id: 'ticket' },
      [{ $set: { next: { $add: [{ $ifNull: ['$next', first] }, blockSize] } } }],
      { upsert: true, returnDocument: 'after', updatePipeline: true },
    ).lean()
    end = counter.next
    next = end - blockSize
  }

  return async () => {
    while (next >= end) {
      // Writers that come while a block is being fetched share it.
      reserving ??= reserve().finally(() => (reserving = undefined))
      await reserving
    }
    return next++
  }
}

/** The numbers of this process. */
export const takeNumber = makeNumbers()
