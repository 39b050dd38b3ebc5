import { objectId, pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { Audit, type AuditRecord } from './audit.js'

/** Audit rows, the newest first. @throws Invalid('bad_cursor') */
export async function list(request: PageRequest = {}): Promise<Page<AuditRecord>> {
  const limit = pageLimit(request)
  const older = request.cursor === undefined ? {} : { _id: { $lt: objectId(request.cursor, 'bad_cursor') } }
  const rows = await Audit.find(older)
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<AuditRecord[]>()
  return pageOf(rows, limit, (row) => row._id.toHexString())
}
