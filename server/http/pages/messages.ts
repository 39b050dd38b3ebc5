import { Router, type Request } from 'express'
import { Types } from 'mongoose'
import { formatDate } from '../../../views/helpers/dates.js'
import { translator } from '../../../views/i18n.js'
import {
  mailBodyCsp,
  mailBodyPage,
  sanitiseMailHtml,
  type MailHtmlOptions,
} from '../../../views/mail-html.js'
import type { RenderEnv } from '../../../views/types.js'
import { NotFound } from '../../lib/errors.js'
import { assertMay } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import { sendFile } from '../download.js'
import { localeOf, renderEnv } from '../locale.js'
import { messageFor } from '../routes/messages.js'
import { rawOf } from '../routes/mail-flow.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { inlinePictures } from './inline-pictures.js'

/** Bodies of messages at URLs of their own: HTML in its own sandbox, whole texts, the raw mail. */
export function messagePages(web: Web): Router {
  const router = Router()
  router.get('/messages/:id/body', async (req, res) => {
    const { message } = await messageOf(req)
    const { html } = await messages.bodyOf(message)
    if (html === undefined) throw new NotFound('message_not_found')
    const images = req.query['images'] === '1' ? 'shown' : 'blocked'
    const pictures = await inlinePictures(message, web.blobs)
    const t = translator(localeOf(req, web))
    const warn: MailHtmlOptions['warn'] = ({ code, host }) => t(`links.${code}`, { host })
    const clean = sanitiseMailHtml(html, { images, cid: (id) => pictures.get(id) ?? null, warn })
    res.setHeader('content-security-policy', mailBodyCsp(images))
    // The page around it is ours and may frame it; nobody else's may.
    res.setHeader('x-frame-options', 'SAMEORIGIN')
    res.setHeader('referrer-policy', 'no-referrer')
    res.setHeader('cache-control', 'private, max-age=300')
    res.type('html').send(mailBodyPage(clean.html, localeOf(req, web)))
  })
  router.get('/messages/:id/text', async (req, res) => {
    const { message } = await messageOf(req)
    res.type('text/plain').send(message.text)
  })
  router.get(['/messages/:id/full', '/messages/:id/quoted'], async (req, res) => {
    const { message } = await messageOf(req)
    const { fullText } = await messages.bodyOf(message)
    res.type('text/plain').send(fullText)
  })
  router.get('/messages/:id/revisions', async (req, res) => {
    const { message } = await messageOf(req)
    res.type('text/plain').send(revisionsText(message, renderEnv(req, web)))
  })
  router.get('/messages/:id/raw', async (req, res) => {
    const { message, ticket } = await anyMessageOf(req)
    assertMay(viewerOf(req).actor, 'see_raw', ticket)
    if (!message.inbound) throw new NotFound('message_not_found')
    await sendFile(res, web.blobs, await rawOf(message.inbound), false)
  })
  return router
}

/** What an edited message said before, oldest first, each under the time since when it said so. */
function revisionsText({ revisions = [] }: messages.MessageRecord, env: RenderEnv): string {
  const earlier = revisions.slice(0, -1)
  return earlier
    .map(({ text, at }) => `${formatDate(at.toISOString(), 'full', env.locale, env.timeZone)}\n${text}`)
    .join('\n\n')
}

/** @throws NotFound('message_deleted') for one that its writer took back: only the raw delivery still holds it */
async function messageOf(req: Request): ReturnType<typeof messageFor> {
  const found = await anyMessageOf(req)
  if (found.message.deletion) throw new NotFound('message_deleted')
  return found
}

async function anyMessageOf(req: Request): ReturnType<typeof messageFor> {
  const id = String(req.params['id'])
  const { actor } = viewerOf(req)
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('message_not_found')
  return messageFor(actor, new Types.ObjectId(id))
}
