import type { Request } from 'express'
import { translator } from '../../../views/i18n.js'
import { presentEvent } from '../../../views/present/events.js'
import { presentMessage, presentThread } from '../../../views/present/messages.js'
import { presentProperties, presentTicketHeader } from '../../../views/present/tickets.js'
import { isOpen } from '../../../views/present/routes.js'
import type { ComposerView, ConversationView, FieldFault, RouteView } from '../../../views/types.js'
import { randomUUID } from '../../lib/ids.js'
import { eventsAfter } from '../../models/events.js'
import { may } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import { publicLink, statusLink, type TicketRecord } from '../../models/tickets/index.js'
import { localeOf } from '../locale.js'
import type { NameMap } from '../names.js'
import { routeViews } from '../routes/reply-routes.js'
import { uploadLimits } from '../upload.js'
import { callLinker, withCallLinks } from '../call-links.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { callSide } from './calls/side.js'
import { customerSide } from './customer-side.js'

/** What a reply that was not taken leaves in the composer. */
export interface ComposerState {
  status: number
  kind: 'reply' | 'note'
  text: string
  clientId: string
  /** The newest sequence number that the writer is shown now. */
  baseSeq?: number
  faults: FieldFault[]
  newer: boolean
  /** Key of the way that was chosen, and the template. */
  route?: string
  template?: string
}

/** The whole conversation of a ticket as a page shows it. */
export async function conversation(
  req: Request,
  web: Web,
  ticket: TicketRecord,
  options: { backHref: string; written?: ComposerState },
): Promise<ConversationView> {
  const { actor } = viewerOf(req)
  const { written } = options
  const [thread, events, side, names, routes] = await Promise.all([
    messages.threadOf(ticket._id, { limit: 100 }),
    eventsAfter(ticket._id, 0, 500),
    customerSide(ticket, actor),
    web.names.get(),
    may(actor, 'reply', ticket) ? routeViews(web, ticket, written?.route) : [],
  ])
  const seen = may(actor, 'see_notes', ticket) ? thread : thread.filter(({ kind }) => kind !== 'note')
  const lines = events.map((event) => presentEvent(event, names)).filter((line) => line !== null)
  return {
    header: presentTicketHeader(ticket, names),
    items: presentThread(
      seen.map((message) => presentMessage(message, ticket.number)),
      lines,
      viewerOf(req).user.timeZone,
    ),
    composer: composer(ticket, web, routes, written),
    properties: properties(req, web, ticket, names),
    ...side,
    ...(await callSide(ticket, thread, actor, web.config.defaults.locale)),
    customer: side.customer && withCallLinks(side.customer, await callLinker()),
    backHref: options.backHref,
  }
}

function composer(
  ticket: TicketRecord,
  web: Web,
  routes: RouteView[],
  written: ComposerState | undefined,
): ComposerView {
  const chosen = routes.find((route) => route.chosen)
  const canReply = chosen !== undefined
  return {
    number: ticket.number,
    baseSeq: written?.baseSeq ?? ticket.seq,
    clientId: written?.clientId ?? randomUUID(),
    kind: written?.kind ?? (chosen && isOpen(chosen) ? 'reply' : 'note'),
    text: written?.text ?? '',
    channel: chosen?.channel ?? ticket.channel,
    ...{ routes, canReply, public: chosen?.public === true },
    template: written?.template ?? '',
    links: replyLinks(ticket, web),
    upload: { files: uploadLimits.files, bytes: uploadLimits.bytes },
    faults: written?.faults ?? [],
    newer: written?.newer ?? false,
  }
}

/** Sentences for the customer with the address of their page; the one for all readers opens nothing by itself. */
export function replyLinks(ticket: TicketRecord, web: Web): ComposerView['links'] {
  const { publicBaseUrl } = web.config.web
  const t = translator(ticket.language ?? web.config.defaults.locale)
  return {
    own: t('reply_links.own', { url: statusLink(ticket, web.secrets, publicBaseUrl) }),
    public: t('reply_links.public', { url: publicLink(ticket, publicBaseUrl) }),
  }
}

function properties(
  req: Request,
  web: Web,
  ticket: TicketRecord,
  names: NameMap,
): ConversationView['properties'] {
  const locale = localeOf(req, web)
  const t = translator(locale)
  const kept = names.categories.filter(({ key, retired }) => !retired || key === ticket.category)
  const categories = kept.map(({ key, names: name }) => ({ key, name }))
  return presentProperties(
    ticket,
    { agents: names.agents, categories, locale },
    { nobody: t('tickets.unassigned'), priority: (key) => t(`priorities.${key}`) },
  )
}
