import { Router } from 'express'
import type { Web } from '../../web.js'
import { complaintPages } from './complaint.js'
import { privacyPages } from './privacy.js'
import { statusLinkPages } from './status-link.js'
import { statusPages } from './status.js'

/** The pages of customers, who have no account here. */
export function publicPages(web: Web): Router {
  const router = Router()
  router.use(complaintPages(web), privacyPages(web), statusPages(web), statusLinkPages(web))
  return router
}
