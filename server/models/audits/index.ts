export { Audit, audit, type AuditEntry, type AuditRecord, type Origin } from './audit.js'
export { list } from './list.js'
