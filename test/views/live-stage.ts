import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { Server } from 'socket.io'
import { nowMs } from '../../server/lib/clock.js'
import { render } from '../../views/templates.js'
import type { ConversationView, MessageView, Push, RenderEnv, TicketRowView } from '../../views/types.js'
import { launchBrowser } from '../support/browser.js'
import { conversation, examplePages, header, list, message, rows } from './examples.js'
import { openStage, type Stage } from './stage.js'

/** What the server of a test tells the browser, and what the browser asked of it. */
export interface Story {
  rows: TicketRowView[]
  messages: MessageView[]
  posted: Record<string, unknown>[]
  asked: unknown[]
  /** How POST …/messages is answered. */
  answer: (body: Record<string, unknown>) => { status: number; body: unknown }
  missed: { pushes?: Push[]; seq?: number; reload?: boolean }
}

export interface LiveStage {
  story: Story
  context: BrowserContext
  page: Page
  io: Server
  push: (view: MessageView) => void
  pushRow: (view: TicketRowView) => void
  /** Writes into the composer and sends, by a key or by the button. */
  write: (text: string, key?: string) => Promise<void>
}

/** A message with nothing beside its text. */
export const bare = { quoted: false, html: false, raw: false, attachments: [] }

export function pushOf(view: MessageView): Push {
  const event = { id: `e${view.seq}`, name: 'message.received', type: 'message.received', at: view.at }
  return { ticket: 4211, seq: view.seq, event, partial: 'messages/message', view }
}

/** The inbox with ticket 4211 open in a real browser, anew for each test, over a socket that the test speaks into. */
export function liveStage(): LiveStage {
  let browser: Browser
  let stage: Stage
  const live = {} as LiveStage
  const sockets = (): number => live.io.of('/agent').sockets.size

  before(async () => {
    browser = await launchBrowser()
    stage = await openStage(
      (request, response, url) => tell(live.story, stage, { request, response, url }),
      (server) => {
        live.io = new Server(server)
        live.io.of('/agent').on('connection', (socket) => {
          socket.on('since', (input: unknown, answer: (missed: unknown) => void) => {
            live.story.asked.push(input)
            answer(live.story.missed)
          })
        })
      },
    )
  })
  after(async () => {
    await browser.close()
    await live.io.close()
    await stage.close()
  })
  beforeEach(async () => {
    const messages = [message(nowMs(), { html: false, attachments: [] })]
    const answer = () => ({ status: 201, body: {} })
    live.story = {
      rows: rows(nowMs()),
      messages,
      posted: [],
      asked: [],
      answer,
      missed: { pushes: [], seq: 7 },
    }
    live.context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    live.page = await live.context.newPage()
    await live.page.goto(`${stage.url}/tickets/4211?view=open`)
    await live.page.locator('[data-theme-toggle]').waitFor()
    while (sockets() === 0) await live.page.waitForTimeout(20)
  })
  afterEach(async () => {
    await live.context.close()
    while (sockets() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  })

  live.push = (view) => live.io.of('/agent').emit('push', pushOf(view))
  live.pushRow = (view) => {
    const push = pushOf(message(nowMs()))
    live.io
      .of('/agent')
      .emit('push', { ...push, ticket: view.number, seq: view.seq, partial: 'tickets/row', view })
  }
  live.write = async (text, key = '') => {
    await live.page.locator('#f-text').fill(text)
    if (key) await live.page.locator('#f-text').press(key)
    else await live.page.getByRole('button', { name: 'Gönder', exact: true }).click()
  }
  return live
}

interface Asked {
  request: IncomingMessage
  response: ServerResponse
  url: URL
}

async function tell(story: Story, stage: Stage, { request, response, url }: Asked): Promise<void> {
  if (request.method === 'POST') {
    const body = JSON.parse(await read(request)) as Record<string, unknown>
    const answer = story.answer(body)
    story.posted.push(body)
    response.statusCode = answer.status
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer.body))
    return
  }
  const assets = stage.assets.urls
  const env: RenderEnv = { locale: 'tr', timeZone: 'Europe/Istanbul', theme: 'light', assets }
  const shown = list(nowMs(), { rows: story.rows, nextHref: '' })
  const open = thread(story, Number(url.pathname.split('/').at(-1)))
  const fragment = url.searchParams.get('fragment')
  if (fragment === 'rows') response.end(render('tickets/rows', shown, env))
  else if (fragment === 'thread') response.end(render('tickets/conversation', open, env))
  else {
    const page = { ...examplePages(nowMs())['pages/inbox'], list: shown, conversation: open }
    response.end(render('pages/inbox', page, env))
  }
}

function thread(story: Story, number: number): ConversationView {
  const example = conversation(nowMs())
  const items = story.messages.map((view) => ({ type: 'message' as const, message: view }))
  const seq = Math.max(7, ...story.messages.map((view) => view.seq))
  const composer = { ...example.composer, number }
  return { ...example, header: { ...header(nowMs()), number, seq }, composer, items }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
