import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { presentList, presentViews } from '../../../views/present/lists.js'
import { render } from '../../../views/templates.js'
import type { InboxPage, ListView, ViewLinkView } from '../../../views/types.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { listAccounts } from '../../models/channel-accounts/index.js'
import { shortCache } from '../../models/short-cache.js'
import * as tickets from '../../models/tickets/index.js'
import * as users from '../../models/users/index.js'
import { parse } from '../api/mount.js'
import { renderEnv } from '../locale.js'
import { wantsJson } from '../middleware/answer-errors.js'
import { definedOf } from '../routes/session.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { conversation, type ComposerState } from './conversation.js'
import { chromeOf, showPage } from './page.js'

/** Rows on a page of the list. */
const pageSize = 25

const listQuery = z.object({
  view: z.enum(tickets.viewKeys).optional().catch(undefined),
  q: z.string().trim().max(300).optional(),
  cursor: z.string().max(100).optional(),
  fragment: z.enum(['rows', 'thread']).optional(),
})
type ListQuery = z.output<typeof listQuery>

const addresses = shortCache<string>(5_000, 1)

/** The inbox, and a ticket beside its list. */
export function inboxPages(web: Web): Router {
  const router = Router()
  router.get(['/', '/inbox'], async (req, res) => {
    if (!req.viewer && !(await users.hasAnyUser())) res.redirect(303, '/sign-in')
    else await showInbox(req, res, web)
  })
  router.get('/tickets/:number', (req, res) => showTicket(req, res, web))
  return router
}

async function showInbox(req: Request, res: Response, web: Web): Promise<void> {
  viewerOf(req)
  const query = parse(listQuery, req.query, 'query') as ListQuery
  const list = await listView(req, web, query, 0)
  if (query.fragment === 'rows') answerFragment(req, res, web, 'tickets/rows', list)
  else showPage(req, res, web, 'pages/inbox', await inboxView(req, web, query, list, null))
}

/** A ticket's page; `written` is what the composer keeps after a reply that was not taken. */
export async function showTicket(
  req: Request,
  res: Response,
  web: Web,
  written?: ComposerState,
): Promise<void> {
  const { actor } = viewerOf(req)
  const number = Number(req.params['number'])
  if (!Number.isSafeInteger(number) || number < 1) throw new NotFound('ticket_not_found')
  const query = parse(listQuery, req.query, 'query') as ListQuery
  const ticket = await tickets.byNumber(number, actor)
  if (ticket.mergedInto && query.fragment === undefined) {
    // The talk goes on there, and so does who follows an old link.
    res.redirect(302, `/tickets/${(await tickets.byId(ticket.mergedInto, actor)).number}`)
    return
  }
  const context = contextOf(query)
  const shown = conversation(req, web, ticket, {
    backHref: context ? `/?${context}` : '/',
    ...(written ? { written } : {}),
  })
  if (query.fragment === 'thread') {
    answerFragment(req, res, web, 'tickets/conversation', await shown)
    return
  }
  const [view, list] = await Promise.all([shown, listView(req, web, query, number)])
  const page = await inboxView(req, web, query, list, view)
  showPage(
    req,
    res,
    web,
    'pages/inbox',
    { ...page, title: `#${number} ${ticket.subject}` },
    written?.status ?? 200,
  )
}

async function inboxView(
  req: Request,
  web: Web,
  query: ListQuery,
  list: ListView,
  shown: InboxPage['conversation'],
): Promise<InboxPage> {
  return {
    chrome: chromeOf(req, web, 'inbox', query.q ?? ''),
    views: await viewLinks(req, web, list.view),
    list,
    conversation: shown,
    supportAddress: await addresses.get('first', firstAddress),
  }
}

async function viewLinks(req: Request, web: Web, active: string): Promise<ViewLinkView[]> {
  return presentViews(tickets.viewKeys, await web.counts.of(viewerOf(req).actor), active)
}

async function listView(req: Request, web: Web, query: ListQuery, selected: number): Promise<ListView> {
  const { actor } = viewerOf(req)
  const asked = { view: query.view, q: query.q, cursor: query.cursor }
  const [page, names] = await Promise.all([found(asked, actor), web.names.get()])
  const isFirstRun = page.items.length === 0 && !(await tickets.Ticket.exists({}))
  const view = asked.q ? (asked.view ?? '') : (asked.view ?? 'open')
  const { notUnderstood } = page
  return presentList(page, { view, query: asked.q ?? '', selected, isFirstRun, notUnderstood }, names)
}

type Asked = Omit<ListQuery, 'fragment'>
type Viewer = Parameters<typeof tickets.list>[1]

/** A page of what was asked for; a search that finds nothing as it stands is read as people mean it. */
async function found(asked: Asked, actor: Viewer): Promise<tickets.TicketPage & { notUnderstood: boolean }> {
  try {
    const page = await tickets.list({ ...definedOf(asked), limit: pageSize }, actor)
    const other = page.items.length === 0 && !asked.cursor ? otherReadings(asked.q ?? '') : []
    for (const q of other) {
      const meant = await tickets.list({ ...definedOf(asked), q, limit: pageSize }, actor)
      if (meant.items.length > 0) return { ...meant, notUnderstood: false }
    }
    return { ...page, notUnderstood: false }
  } catch (error) {
    // What cannot be understood finds nothing; the page says why, beside the words that were typed.
    if (error instanceof Invalid && error.code === 'search_not_understood')
      return { items: [], next: null, notUnderstood: true }
    throw error
  }
}

/** A ticket's number without its sign, an order's number without its operator. */
function otherReadings(q: string): string[] {
  if (!/^[\w-]{1,40}$/.test(q) || !/\d/.test(q)) return []
  return [...(/^\d{1,12}$/.test(q) ? [`#${q}`] : []), `order:${q}`]
}

function contextOf({ view, q }: ListQuery): string {
  return new URLSearchParams(definedOf({ view, q })).toString()
}

function answerFragment(
  req: Request,
  res: Response,
  web: Web,
  ...[name, view]:
    ['tickets/rows', ListView] | ['tickets/conversation', Awaited<ReturnType<typeof conversation>>]
): void {
  res.setHeader('cache-control', 'no-store')
  if (wantsJson(req)) res.json(view)
  else res.type('html').send(render(name, view, renderEnv(req, web)))
}

async function firstAddress(): Promise<string> {
  const account = (await listAccounts('email')).find((one) => one.enabled)
  return account?.addresses[0] ?? ''
}
