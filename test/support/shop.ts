import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Locator, Page } from 'playwright-core'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import type { TicketRecord } from '../../server/models/tickets/index.js'
import { startApp, type TestApp } from './app.js'
import { launchBrowser } from './browser.js'
import { waitFor, type Client, type LiveClient } from './client.js'
import { openDesk, type Desk } from './desk.js'
import { openLine, type Line } from './line.js'
import { chatAccount } from './visitor.js'
import { allTickets } from './worker.js'

/** A shop on an origin of its own, with our chat on its pages and people at our desk. */
export interface Shop {
  app: TestApp
  desk: Desk
  /** An agent who is there, so that visitors may chat. */
  agent: Agent
  account: ChannelAccountRecord
  /** Between visitors and our server. */
  line: Line
  /** Origin of the shop's pages. */
  url: string
  browser: Browser
  /** A new visitor's browser. */
  visitor: (options?: BrowserContextOptions) => Promise<BrowserContext>
}

export interface Agent extends Client {
  name: string
  live: LiveClient
  /** Answers the one ticket there is. */
  reply: (text: string) => Promise<void>
}

export interface Visit {
  page: Page
  /** The launcher in the shop's page. */
  launcher: Locator
  /** The chat's frame, once it has been brought. */
  frame: () => Promise<Frame>
  /** Opens the panel by its button. */
  open: () => Promise<Frame>
}

export interface Visiting {
  /** Path and query of the shop's page; `?lang=` is the page's language, `?key=` another site's key. */
  path?: string
  origin?: string
}

/** Gives the tests of this describe a shop; beside `useDatabase`. Settings are those of the chat account. */
export function useShop(settings: Record<string, unknown> = {}): () => Shop {
  let shop: (Shop & { close(): Promise<void> }) | undefined
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    shop = await openShop(browser, settings)
  })
  afterEach(() => shop?.close())
  return () => {
    if (!shop) throw new Error('the shop is open only within tests')
    return shop
  }
}

/** Looks at a page of the shop. */
export async function lookAt({ url }: Shop, context: BrowserContext, { path = '/', origin = url }: Visiting = {}): Promise<Visit> {
  const page = await context.newPage()
  await page.goto(`${origin}${path}`)
  const launcher = page.getByRole('button', { name: /^(Sohbet|Chat)/ })
  const frame = (): Promise<Frame> =>
    waitFor(() => page.frames().find((one) => one.url().includes('/widget/frame')), 10_000, () => 'no frame of the chat')
  return {
    page,
    launcher,
    frame,
    open: async () => {
      await launcher.click()
      const found = await frame()
      await found.locator('[data-screen]:not([hidden]):not([data-screen=loading])').waitFor()
      return found
    },
  }
} // prettier-ignore

/** Writes a message in the open conversation. */
export async function say(frame: Frame, text: string): Promise<void> {
  await frame.locator('[data-write]').fill(text)
  await frame.locator('[data-write]').press('Enter')
}

/** From the first screen into a conversation. @param skipping the site's questions */
export async function begin(frame: Frame, skipping = false): Promise<void> {
  await frame.locator('[data-screen=home] [data-begin]').click()
  const skip = frame.locator('[data-skip]')
  while (skipping && (await skip.isVisible())) await skip.click()
  await frame.locator('[data-write]').waitFor()
}

export const bubbles = (frame: Frame): Locator => frame.locator('[data-log] .message')
export const bubble = (frame: Frame, text: string): Locator => bubbles(frame).filter({ hasText: text })
export const texts = (frame: Frame): Promise<string[]> =>
  frame.locator('[data-log] [data-words]').allInnerTexts()

/** The server shows in the conversation all that was written. */
export async function taken(frame: Frame): Promise<void> {
  const open = frame.locator('.is-waiting, .is-sending, .is-sent')
  await waitFor(
    async () => ((await open.count()) === 0 ? true : undefined),
    15_000,
    () => 'still under way',
  )
}

/** The ticket that the chat becomes. */
export function theTicket(): Promise<TicketRecord> {
  return waitFor(
    async () => (await allTickets())[0],
    10_000,
    () => 'no ticket',
  )
}

async function openShop(browser: Browser, settings: Record<string, unknown>): Promise<Shop & { close(): Promise<void> }> {
  const line = await openLine()
  const app = await startApp({ env: { PUBLIC_BASE_URL: line.url } })
  line.to(Number(new URL(app.url).port))
  app.context.queue.work(app.context)
  const pages = await servePages(line.url)
  const url = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
  const desk = await openDesk(app)
  const account = await chatAccount(app.context, { team: desk.ours._id, settings: { allowedOrigins: [url], ...settings } })
  const agent = await someAgent(desk)
  const contexts: BrowserContext[] = []
  return {
    app, desk, agent, account, line, url, browser,
    visitor: async (options = {}) => {
      const context = await browser.newContext({ locale: 'tr-TR', timezoneId: 'Europe/Istanbul', ...options })
      // The button lies in a closed shadow root, which is closed to tests as well.
      await context.addInitScript("const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function () { return attach.call(this, { mode: 'open' }) }")
      contexts.push(context)
      return context
    },
    close: async () => {
      agent.live.close()
      await Promise.all(contexts.map((context) => context.close()))
      pages.closeAllConnections()
      pages.close()
      await app.close()
      await line.close().catch(() => undefined)
    },
  }
} // prettier-ignore

async function someAgent(desk: Desk): Promise<Agent> {
  const person = await desk.person('agent')
  const live = await person.socket()
  let replies = 0
  return Object.assign(person, {
    name: person.user.name,
    live,
    reply: async (text: string) => {
      replies += 1
      const { number } = await theTicket()
      const body = { kind: 'reply', text, clientId: `agent-reply-${replies}` }
      const answer = await person.post(`/api/v1/tickets/${number}/messages`, body)
      if (answer.status !== 201) throw new Error(`no reply: ${answer.text}`)
    },
  })
}

/** Pages as strict as a shop's can be: nothing of others but the chat's script and frame. */
async function servePages(base: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://shop')
    const lang = searchParams.get('lang') ?? 'tr'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', `default-src 'self'; script-src ${base}; frame-src ${base}; require-trusted-types-for 'script'`)
    response.end(`<!doctype html><html lang="${lang}"><head><title>Dükkân</title><meta name="viewport" content="width=device-width,initial-scale=1">
<script async src="${base}/widget.js" data-site="${searchParams.get('key') ?? 'cicek'}"></script></head><body><h1>Dükkân</h1><a href="/sepet">Sepet</a></body></html>`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
} // prettier-ignore
