import express, { Router, type Request, type RequestHandler } from 'express'
import { Invalid } from '../../lib/errors.js'
import type { Web } from '../web.js'
import { chatDeskOf } from './desk.js'
import { giveFile, mayUpload, readFile, takeFile } from './files.js'
import { giveLoader, showFrame } from './frame.js'
import { openSession, sessionInput } from './session.js'
import { takeMessage } from './take-message.js'
import { sendTranscript } from './transcript.js'
import { visitorOfRequest } from './visitors.js'

/**
 * Everything of the chat widget that goes over HTTP: its loader, its frame, and what the frame asks for. Not one of them
 * reads or sets a cookie: a visitor is proved by their token alone, so any origin may ask (Fetch standard, CORS without
 * credentials).
 */
export function widget(web: Web): Router {
  const router = Router()
  router.get('/widget.js', (req, res) => giveLoader(req, res, web))
  router.use('/widget', openToAll)
  router.get('/widget/frame', (req, res) => showFrame(req, res, web))
  router.post('/widget/uploads', mayUpload(web), readFile(), async (req, res) => {
    res.status(201).json(await takeFile(req, res, web))
  })
  router.get('/widget/files/:id', (req, res) => giveFile(req, res, web))
  router.use('/widget', express.json({ limit: '64kb' }))
  router.post('/widget/session', async (req, res) => {
    await chatDeskOf(web).limits.take('session', req.ip ?? '')
    const input = sessionInput.safeParse(bodyOf(req))
    if (!input.success) throw new Invalid('invalid_input')
    res.json(await openSession(input.data, web))
  })
  router.post('/widget/messages', async (req, res) => {
    const visitor = await visitorOfRequest(req, web)
    res.status(202).json({ ok: true, ...(await takeMessage(bodyOf(req), visitor, req.ip ?? '', web)) })
  })
  router.post('/widget/transcript', async (req, res) => {
    const visitor = await visitorOfRequest(req, web)
    await chatDeskOf(web).limits.take('transcript', req.ip ?? '', visitor.id)
    res.status(202).json({ email: await sendTranscript(bodyOf(req), visitor, web) })
  })
  return router
}

const openToAll: RequestHandler = (req, res, next) => {
  res.setHeader('access-control-allow-origin', '*')
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('cache-control', 'no-store')
  if (req.method !== 'OPTIONS') {
    next()
    return
  }
  res.setHeader('access-control-allow-methods', 'GET, POST')
  res.setHeader('access-control-allow-headers', 'authorization, content-type')
  res.setHeader('access-control-max-age', '600')
  res.status(204).end()
}

function bodyOf(req: Request): unknown {
  return (req.body as unknown) ?? {}
}
