import { Router, type Request, type Response } from 'express'
import type { FieldFault } from '../../../../views/types.js'
import { assertMay } from '../../../models/may.js'
import * as settings from '../../../models/settings/index.js'
import { setBlockedHosts } from '../../routes/blocked-links.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, faultOf, showPage, success, textOf } from '../page.js'

/** The list of sites of which messages that link to them are marked. */
export function linkPages(web: Web): Router {
  const router = Router()
  router.use('/settings/links', (req, _res, next) => {
    assertMay(viewerOf(req).actor, 'manage_rules')
    next()
  })
  router.get('/settings/links', async (req, res) => {
    const hosts = (await settings.get('blockedLinkHosts')) ?? []
    show(req, res, web, hosts.join('\n'), [])
  })
  router.post('/settings/links', async (req, res) => {
    const typed = textOf(req, 'hosts').replace(/\r\n/g, '\n')
    try {
      await setBlockedHosts(typed.split('\n').filter((line) => line.trim() !== ''), originOf(req)) // prettier-ignore
      done(req, res, '/settings/links', success('saved'))
    } catch (error) {
      show(req, res, web, typed, [faultOf(error, { link_host_invalid: 'hosts', bad_setting: 'hosts' })])
    }
  })
  return router
}

function show(req: Request, res: Response, web: Web, hosts: string, faults: FieldFault[]): void {
  const page = { chrome: chromeOf(req, web, 'settings'), tab: 'links' as const }
  showPage(req, res, web, 'pages/settings/links', { ...page, values: { hosts }, faults }, faults.length > 0 ? 422 : 200) // prettier-ignore
}
