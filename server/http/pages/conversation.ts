import type { Request } from 'express'
import { translator } from '../../../views/i18n.js'
import { presentEvent } from '../../../views/present/events.js'
import { presentMessage, presentThread } from '../../../views/present/messages.js'
import { presentProperties, presentTicketHeader } from '../../../views/present/tickets.js'
import type { ComposerView, ConversationView, CustomerCardView, FieldFault } from '../../../views/types.js'
import { randomUUID } from '../../lib/ids.js'
import { eventsAfter } from '../../models/events.js'
import { may } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { localeOf } from '../locale.js'
import type { NameMap } from '../names.js'
import { uploadLimits } from '../upload.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
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
}

/** The whole conversation of a ticket as a page shows it. */
export async function conversation(
  req: Request,
  web: Web,
  ticket: TicketRecord,
  options: { backHref: string; written?: ComposerState },
): Promise<ConversationView> {
  const { actor } = viewerOf(req)
  const [thread, events, side, names] = await Promise.all([
    messages.threadOf(ticket._id, { limit: 100 }),
    eventsAfter(ticket._id, 0, 500),
    customerSide(ticket, actor),
    web.names.get(),
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
    composer: composer(ticket, side.customer, options.written),
    properties: properties(req, web, ticket, names),
    ...side,
    backHref: options.backHref,
  }
}

function composer(
  ticket: TicketRecord,
  customer: CustomerCardView | null,
  written: ComposerState | undefined,
): ComposerView {
  const to = customer?.identities.find(({ type }) => type === 'email')?.value ?? ''
  const canReply = to !== '' && ticket.account !== null
  return {
    number: ticket.number,
    baseSeq: written?.baseSeq ?? ticket.seq,
    clientId: written?.clientId ?? randomUUID(),
    kind: written?.kind ?? (canReply ? 'reply' : 'note'),
    text: written?.text ?? '',
    channel: ticket.channel,
    to,
    canReply,
    upload: { files: uploadLimits.files, bytes: uploadLimits.bytes },
    faults: written?.faults ?? [],
    newer: written?.newer ?? false,
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
