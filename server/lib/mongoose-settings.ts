import mongoose from 'mongoose'

/**
 * Schemas take these when they are made, so this module stands before any model in each entry point.
 * What a schema does not know is an error, in documents and in filters: a dropped filter would match everything.
 * Indexes are made by the migration, once, and not by every process that loads a model; without a connection a query
 * is an error at once and not a request that hangs.
 */
mongoose.set('strict', 'throw')
mongoose.set('strictQuery', 'throw')
mongoose.set('bufferCommands', false)
mongoose.set('autoIndex', false)
mongoose.set('autoCreate', false)
