export { ensureIndexes, missingIndexes } from './ensure-indexes.js'
export { migrate, pendingMigrations } from './migrate.js'
export { Migration, steps, type MigrationRecord, type Step } from './steps.js'
