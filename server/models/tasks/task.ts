import mongoose, { Schema, type Types } from 'mongoose'

/** Something a colleague has promised to do, for a ticket or by itself. */
export interface TaskRecord {
  _id: Types.ObjectId
  ticket: Types.ObjectId | null
  title: string
  assignee: Types.ObjectId | null
  dueAt: Date | null
  completion?: { by: string | null; at: Date }
  by: string | null
  createdAt: Date
  updatedAt: Date
}

const completion = new Schema(
  { by: { type: String, default: null }, at: { type: Date, required: true } },
  { _id: false },
)

const schema = new Schema<TaskRecord>(
  {
    ticket: { type: Schema.Types.ObjectId, default: null },
    title: { type: String, required: true, maxlength: 300 },
    assignee: { type: Schema.Types.ObjectId, default: null },
    dueAt: { type: Date, default: null },
    completion: { type: completion },
    by: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'tasks' },
)
schema.index({ ticket: 1, _id: 1 })
schema.index({ assignee: 1, dueAt: 1, _id: 1 })
schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $gt: new Date(0) } } })

export const Task = mongoose.model<TaskRecord>('Task', schema)
