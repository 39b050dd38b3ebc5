import type { RequestHandler } from 'express'
import type { Web } from './web.js'

/** `GET /healthz`: this process is alive. */
export const healthz: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' })
}

/** `GET /readyz`: everything needed for work is there; 503 names what is not. */
export function readyz(web: Web): RequestHandler {
  return async (_req, res) => {
    const parts = await web.health()
    const failing = parts.filter(({ state }) => state === 'down').map(({ key }) => key)
    const status = failing.length === 0 ? 'ready' : 'not_ready'
    res
      .status(failing.length === 0 ? 200 : 503)
      .json({ status, parts: Object.fromEntries(parts.map(({ key, state }) => [key, state])), failing })
  }
}
