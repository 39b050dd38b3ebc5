import mongoose, { Schema } from 'mongoose'
import { seedCategories } from '../categories/index.js'
import { seedPlaybooks } from '../playbooks/index.js'
import { seedRules } from '../rules/index.js'
import * as teams from '../teams/index.js'

/** A step that has been done. */
export interface MigrationRecord {
  _id: string
  at: Date
}

const schema = new Schema<MigrationRecord>(
  { _id: { type: String, required: true, maxlength: 100 }, at: { type: Date, required: true } },
  { versionKey: false, collection: 'migrations' },
)
export const Migration = mongoose.model<MigrationRecord>('Migration', schema)

export interface Step {
  /** Date and name; never changed and never used twice. */
  name: string
  /** May be cut off at any point and run again, so it must be safe to repeat. */
  run: () => Promise<void>
}

/** Every step in the order in which they run; new ones are added at the end. */
export const steps: readonly Step[] = [
  {
    name: '2026-11-22-starter-records',
    run: async () => {
      await teams.ensureDefault()
      await seedCategories()
      await seedRules()
    },
  },
  { name: '2026-11-23-starter-playbooks', run: seedPlaybooks },
]
