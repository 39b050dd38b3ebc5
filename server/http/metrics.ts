import { timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Forbidden, NotFound } from '../lib/errors.js'
import { sha256 } from '../lib/ids.js'
import { Inbound } from '../models/intake/index.js'
import { countLetters } from '../models/outbox/index.js'
import { bearerOf } from './middleware/authenticate.js'
import { queueRows } from './system.js'
import type { Web } from './web.js'

export interface Metrics {
  /** Notes an answered request. */
  observe: (req: Request, status: number, ms: number) => void
  /** `GET /metrics`, for who has the token. */
  handler: RequestHandler
}

/** Figures for Prometheus: processing times, event loop, queues, intake and outbox. */
export function makeMetrics(web: Web): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'redress_' })
  const requests = new Histogram({
    name: 'redress_http_request_seconds',
    help: 'Time to answer a request, by method, area and status class',
    labelNames: ['method', 'area', 'status'],
    buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [registry],
  })
  addGauges(registry, web)
  return {
    observe: (req, status, ms) => {
      requests.observe(
        { method: req.method, area: areaOf(req.path), status: `${Math.floor(status / 100)}xx` },
        ms / 1_000,
      )
    },
    handler: async (req, res) => {
      assertToken(req, web.config.web.metricsToken)
      res.type(registry.contentType).send(await registry.metrics())
    },
  }
}

function addGauges(registry: Registry, web: Web): void {
  const gauge = (name: string, help: string, label: string, read: () => Promise<[string, number][]>) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        for (const [value, count] of await read()) this.set({ [label]: value }, count)
      },
    })
  gauge('redress_outbox_letters', 'Letters by state, counted up to 1,000', 'state', async () =>
    Object.entries(await countLetters(['queued', 'sending', 'failed', 'unknown', 'kept'])),
  )
  gauge('redress_inbound_deliveries', 'Deliveries not processed, counted up to 1,000', 'state', async () =>
    Promise.all(
      (['received', 'quarantined'] as const).map(
        async (state) => [state, await Inbound.countDocuments({ state }).limit(1_000)] as [string, number],
      ),
    ),
  )
  gauge('redress_queue_jobs', 'Jobs that wait, run or failed', 'queue', async () =>
    (await queueRows(web)).flatMap(({ name, waiting, active, delayed, failed }) => [
      [`${name}:waiting`, waiting], [`${name}:active`, active], [`${name}:delayed`, delayed], [`${name}:failed`, failed],
    ]),
  ) // prettier-ignore
}

/** The first part of a path, so that ids and numbers make no series of their own. */
function areaOf(path: string): string {
  const parts = path.split('/').filter(Boolean)
  const [first = 'inbox', , third] = parts
  const area = first === 'api' ? `api/${third ?? ''}` : first
  return /^[a-z_/-]{1,30}$/.test(area) ? area : 'other'
}

/** @throws NotFound where no token is set, Forbidden('token_invalid', 401) for another one */
function assertToken(req: Request, token: string | undefined): void {
  if (token === undefined) throw new NotFound('not_found')
  const given = bearerOf(req.headers.authorization)
  if (given === null || !timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token))))
    throw new Forbidden('token_invalid', { status: 401 })
}
