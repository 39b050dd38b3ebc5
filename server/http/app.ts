import express, { type Express, type RequestHandler } from 'express'
import { NotFound } from '../lib/errors.js'
import { mount } from './api/mount.js'
import { apiRoutes } from './api/routes.js'
import type { AppContext } from './context.js'
import { healthz, readyz } from './probes.js'
import { inboundDoor } from './inbound.js'
import { makeMetrics } from './metrics.js'
import { answerErrors } from './middleware/answer-errors.js'
import { authenticate } from './middleware/authenticate.js'
import { requestLog } from './middleware/request-log.js'
import { sameSiteOnly } from './middleware/same-site.js'
import { pages } from './pages/index.js'
import { apiHeaders, pageHeaders } from './security.js'
import { webOf, type Web } from './web.js'
import { widget } from './widget/index.js'

/** Everything that answers HTTP. Needs the connected database and the built assets. */
export function makeApp(ctx: AppContext): Express {
  const web = webOf(ctx)
  const { publicBaseUrl, trustProxy } = web.config.web
  const app = express()
  app.set('query parser', 'simple')
  app.set('trust proxy', trustProxy)
  app.set('etag', false)
  app.disable('x-powered-by')
  const metrics = makeMetrics(web)
  app.get('/healthz', healthz)
  app.get('/readyz', readyz(web))
  app.use(requestLog(web.log, metrics.observe))
  app.get('/metrics', metrics.handler)
  app.use('/assets', assetFiles(web))
  app.use('/channels', apiHeaders, inboundDoor(web))
  app.use(widget(web))
  const signedIn = [authenticate(web.sessions), sameSiteOnly(new URL(publicBaseUrl).origin)]
  app.use('/api/v1', apiHeaders, ...signedIn, express.json({ limit: '1mb' }), mount(apiRoutes, web))
  app.use(pageHeaders(publicBaseUrl), ...signedIn, pages(web))
  app.use(() => {
    throw new NotFound('page_not_found')
  })
  app.use(answerErrors(web))
  return app
}

/** Files of the build carry their content's hash in their names, so a copy is good for ever. */
function assetFiles(web: Web): RequestHandler {
  return express.static(web.assets.folder, {
    immutable: true,
    maxAge: '365d',
    index: false,
    fallthrough: false,
  })
}
