import type { Request, Response } from 'express'
import type { MessageView } from '../../../views/types.js'
import { templatesOf } from '../../../channels/whatsapp/templates.js'
import { AppError, Conflict } from '../../lib/errors.js'
import { randomUUID } from '../../lib/ids.js'
import { replyRoutes } from '../../models/messages/index.js'
import { stepWords } from '../../models/playbooks/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { parse } from '../api/mount.js'
import { writeMessage, writing } from '../routes/write-message.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { replyLinks, type ComposerState } from './conversation.js'
import { showTicket } from './inbox.js'
import { done, faultOf, success, textOf } from './page.js'

/** Refusals that are about the words themselves. */
const aboutText = Object.fromEntries(
  [
    'message_empty',
    'reply_too_long',
    'private_link_in_public',
    'template_text_changed',
    'template_variables_missing',
  ].map((code) => [code, 'text']),
)
const aboutRoute = Object.fromEntries(
  [
    'reply_route_unknown',
    'reply_window_closed',
    'recipient_opted_out',
    'already_answered_in_public',
    'template_required',
  ].map((code) => [code, 'route']),
)

type Typed = Pick<ComposerState, 'kind' | 'text' | 'clientId'> & { route: string; template: string }

/** The composer without JavaScript: sends, or (`use`) puts a template's words or the customer's link into the text. */
export async function postReply(req: Request, res: Response, web: Web, ticket: TicketRecord): Promise<void> {
  const typed = typedIn(req)
  const state = { ...typed, faults: [], newer: false }
  const use = textOf(req, 'use')
  if (use !== '') {
    await showTicket(req, res, web, { ...state, status: 200, text: await filled(use, typed, ticket, web) })
    return
  }
  try {
    await writeMessage(web, ticket, viewerOf(req).actor, inputOf(req, ticket, typed))
  } catch (error) {
    const newer = newerSeq(error)
    const faults = newer === null ? [faultOf(error, { ...aboutText, ...aboutRoute })] : []
    const status = error instanceof AppError ? error.status : 500
    const seen = newer === null ? {} : { newer: true, baseSeq: newer }
    await showTicket(req, res, web, { ...state, status, faults, ...seen })
    return
  }
  done(req, res, `/tickets/${ticket.number}`, success(typed.kind === 'note' ? 'note_saved' : 'sent'))
}

function typedIn(req: Request): Typed {
  return {
    kind: textOf(req, 'kind') === 'note' ? 'note' : 'reply',
    text: textOf(req, 'text').replace(/\r\n/g, '\n'),
    clientId: textOf(req, 'clientId') || randomUUID(),
    route: textOf(req, 'route'),
    template: textOf(req, 'template'),
  }
}

function inputOf(req: Request, ticket: TicketRecord, { kind, text, clientId, route, template }: Typed) {
  const then = textOf(req, 'then')
  const input = {
    ...{ kind, text, clientId, baseSeq: Number(textOf(req, 'baseSeq') || ticket.seq) },
    ...(kind === 'reply' && then ? { then } : {}),
    ...(kind === 'reply' && route ? { route } : {}),
    ...(kind === 'reply' && template ? { template: { id: template } } : {}),
  }
  return parse(writing, input, 'body') as ReturnType<typeof writing.parse>
}

/** The text as `use` leaves it; what is not known leaves it alone. */
async function filled(use: string, { text, route, template }: Typed, ticket: TicketRecord, web: Web) {
  if (use === 'template') {
    const chosen = (await replyRoutes(ticket)).find(({ key }) => key === route)
    return templatesOf(chosen?.account.settings ?? {}).find(({ id }) => id === template)?.text ?? text
  }
  const links = replyLinks(ticket, web)
  const [, playbook, step] = /^playbook:([a-z0-9_]{2,64}):(\d{1,2})$/.exec(use) ?? []
  if (playbook)
    return [
      text.trimEnd(),
      await stepWords(playbook, Number(step), ticket.language ?? web.config.defaults.locale),
    ]
      .filter(Boolean)
      .join('\n\n')
  const sentence = use === 'link' ? links.own : use === 'public-link' ? links.public : ''
  return [text.trimEnd(), sentence].filter(Boolean).join('\n\n')
}

/** The newest message that came meanwhile, which the page now shows; null for any other error. */
function newerSeq(error: unknown): number | null {
  if (!(error instanceof Conflict) || error.code !== 'newer_messages') return null
  return Math.max(0, ...(error.details['messages'] as MessageView[]).map(({ seq }) => seq))
}
