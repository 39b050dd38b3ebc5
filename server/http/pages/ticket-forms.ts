import { Router, type Request, type RequestHandler } from 'express'
import { Types } from 'mongoose'
import { z } from 'zod'
import { NotFound } from '../../lib/errors.js'
import { assertMay, type TicketVerb } from '../../models/may.js'
import * as tickets from '../../models/tickets/index.js'
import { parse } from '../api/mount.js'
import * as schemas from '../api/schemas.js'
import { messageFor, seenMessage, sendAgain, takeBack } from '../routes/messages.js'
import { moderate } from '../routes/moderation.js'
import { ticketActions, type TicketAction } from '../routes/ticket-actions.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { done, isDelete, success, textOf } from './page.js'
import { postReply } from './reply-form.js'

const moderationInput = z.object({ action: schemas.moderation })

/** What plain forms do with a ticket: the same acts as the API's nouns, with a page as the answer. */
export function ticketForms(web: Web): Router {
  const router = Router()
  router.post('/tickets/:number/replies', async (req, res) => postReply(req, res, web, await ticketOf(req)))
  for (const noun of new Set(ticketActions.map((action) => action.noun)))
    router.post(`/tickets/:number/${noun}`, act(web, noun))
  router.post('/messages/:id/retraction', onMessage(async (req, ticket, id) => {
    assertMay(viewerOf(req).actor, 'reply', ticket)
    await takeBack(ticket, viewerOf(req).actor, id)
  }))
  router.post('/messages/:id/moderation', onMessage(async (req, ticket, id) => {
    const { actor } = viewerOf(req)
    assertMay(actor, 'reply', ticket)
    const { action } = parse(moderationInput, { action: textOf(req, 'action') }, 'body') as z.output<typeof moderationInput>
    await moderate(web, await seenMessage(ticket, actor, id), action, actor)
  }, 'saved'))
  router.post('/messages/:id/retry', onMessage(async (req, ticket, id) => {
    await sendAgain(web, ticket, viewerOf(req).actor, id)
  }, 'retrying'))
  return router
} // prettier-ignore

function act(web: Web, noun: string): RequestHandler {
  return async (req, res) => {
    const { actor } = viewerOf(req)
    const ticket = await ticketOf(req)
    const action = actionOf(noun, isDelete(req))
    assertMay(actor, action.verb satisfies TicketVerb, ticket)
    await action.run(ticket, actor, parse(action.body, fieldsOf(req, action), 'body'))
    web.counts.clear()
    done(req, res, `/tickets/${ticket.number}`, success(flashOf(action)))
  }
}

function onMessage(
  run: (req: Request, ticket: tickets.TicketRecord, id: string) => Promise<void>,
  flash?: string,
): RequestHandler {
  return async (req, res) => {
    const id = String(req.params['id'])
    if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('message_not_found')
    const { ticket } = await messageFor(viewerOf(req).actor, new Types.ObjectId(id))
    await run(req, ticket, id)
    done(req, res, `/tickets/${ticket.number}`, flash === undefined ? undefined : success(flash))
  }
}

async function ticketOf(req: Request): Promise<tickets.TicketRecord> {
  const { actor } = viewerOf(req)
  const number = Number(req.params['number'])
  if (!Number.isSafeInteger(number)) throw new NotFound('ticket_not_found')
  return tickets.byNumber(number, actor)
}

function actionOf(noun: string, isRemoval: boolean): TicketAction {
  const found = ticketActions.find(
    (action) => action.noun === noun && (action.method === 'delete') === isRemoval,
  )
  if (!found) throw new NotFound('page_not_found')
  return found
}

/** Form fields as the API takes them: numbers are numbers, an empty assignee is nobody, tags stand apart by commas. */
function fieldsOf(req: Request, { noun }: TicketAction): Record<string, unknown> {
  const { version, ...fields } = (req.body ?? {}) as Record<string, unknown>
  delete fields['_method']
  const seen = typeof version === 'string' && version !== '' ? { version: Number(version) } : {}
  if (noun === 'assignment' && fields['assignee'] === '') return { ...seen, assignee: null }
  if (noun === 'tags' && typeof fields['tags'] === 'string')
    return { ...seen, tags: fields['tags'].split(',').map((tag) => tag.trim()).filter(Boolean) }
  return { ...fields, ...seen }
} // prettier-ignore

function flashOf({ noun, method }: TicketAction): string {
  if (noun !== 'closure') return 'saved'
  return method === 'delete' ? 'reopened' : 'resolved'
}
