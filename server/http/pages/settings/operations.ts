import { Router, type Request } from 'express'
import { presentQuarantined } from '../../../../views/present/lists.js'
import { NotFound } from '../../../lib/errors.js'
import { assertMay } from '../../../models/may.js'
import { sendFile } from '../../download.js'
import { quarantinePage, rawOf, retryInbound } from '../../routes/mail-flow.js'
import { systemState } from '../../system.js'
import { viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, showPage, success } from '../page.js'

/** Quarantine and the state of the system. */
export function operationPages(web: Web): Router {
  const router = Router()
  router.get('/settings/quarantine', async (req, res) => {
    assertMay(viewerOf(req).actor, 'see_quarantine')
    const cursor = typeof req.query['cursor'] === 'string' ? req.query['cursor'] : undefined
    const { items, next } = await quarantinePage({ cursor })
    const nextHref = next === null ? '' : `/settings/quarantine?cursor=${next}`
    const entries = items.map(presentQuarantined)
    showPage(req, res, web, 'pages/settings/quarantine', {
      chrome: chromeOf(req, web, 'settings'),
      tab: 'quarantine',
      entries,
      nextHref,
    })
  })
  router.get('/settings/quarantine/:id/raw', async (req, res) => {
    assertMay(viewerOf(req).actor, 'see_quarantine')
    await sendFile(res, web.blobs, await rawOf(idOf(req)), false)
  })
  router.post('/settings/quarantine/:id/retry', async (req, res) => {
    assertMay(viewerOf(req).actor, 'retry_quarantine')
    await retryInbound(web, idOf(req))
    done(req, res, '/settings/quarantine', success('retrying'))
  })
  router.get('/settings/system', async (req, res) => {
    assertMay(viewerOf(req).actor, 'see_system')
    const { parts, queues, versions } = await systemState(web)
    showPage(req, res, web, 'pages/settings/system', {
      chrome: chromeOf(req, web, 'settings'),
      tab: 'system',
      parts,
      queues,
      versions,
    })
  })
  return router
}

function idOf(req: Request): string {
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('inbound_not_found')
  return id
}
