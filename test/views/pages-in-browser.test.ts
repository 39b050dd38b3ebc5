import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import { build } from 'esbuild'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { nowMs } from '../../server/lib/clock.js'
import { packageRoot } from '../../views/assets.js'
import { virtualModules } from '../../views/build.js'
import { render } from '../../views/templates.js'
import type { PageViews, PartialViews, RenderEnv } from '../../views/types.js'
import { launchBrowser } from '../support/browser.js'
import { events, examplePages, header, list, messages, row, rows } from './examples.js'
import { openStage, type Stage } from './stage.js'

const zone = 'Europe/Istanbul'

/** Pages with nothing in them look different enough to be looked at as well. */
function allPages(): Record<string, { name: keyof PageViews; view: PageViews[keyof PageViews] }> {
  const pages = examplePages(nowMs())
  const inbox = pages['pages/inbox']
  const entries = (Object.keys(pages) as (keyof PageViews)[]).map((name) => [name, { name, view: pages[name] }] as const)
  return {
    ...Object.fromEntries(entries),
    'empty-inbox': { name: 'pages/inbox', view: { ...inbox, conversation: null, list: list(nowMs(), { rows: [], empty: 'first_run', nextHref: '' }) } },
    'empty-outbox': { name: 'pages/outbox', view: { ...pages['pages/outbox'], entries: [], nextHref: '' } },
    'writing-a-note': { name: 'pages/inbox', view: { ...inbox, conversation: inbox.conversation && { ...inbox.conversation, composer: { ...inbox.conversation.composer, kind: 'note', text: 'Satıcı aradı', newer: true } } } },
  }
} // prettier-ignore

describe('pages in a real browser', function () {
  this.timeout(240_000)
  let browser: Browser
  let stage: Stage
  const pages = allPages()

  before(async () => {
    browser = await launchBrowser()
    stage = await openStage((_request, response, url) => {
      const page = pages[url.pathname.slice(1)]
      if (!page) {
        response.statusCode = 404
        response.end()
        return
      }
      const env = { locale: url.searchParams.get('locale'), theme: url.searchParams.get('theme') }
      response.end(render(page.name, page.view, { ...(env as Pick<RenderEnv, 'locale' | 'theme'>), timeZone: zone, assets: stage.assets.urls })) // prettier-ignore
    })
  })
  after(async () => {
    await browser.close()
    await stage.close()
  })

  for (const theme of ['light', 'dark'] as const)
    it(`have no fault that axe finds (WCAG 2.0 to 2.2, A and AA) and break no rule of the policy, ${theme}`, async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const found: string[] = []
      for (const name of Object.keys(pages)) {
        const { violations, refused } = await look(context, `${stage.url}/${name}?theme=${theme}&locale=tr`)
        found.push(...[...violations, ...refused].map((one) => `${name}: ${one}`))
      }
      expect(found).to.deep.equal([])
      await context.close()
    })

  for (const width of [390, 1024])
    it(`fit a window of ${width} px without scrolling sideways`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 844 } })
      const page = await context.newPage()
      const found: string[] = []
      for (const name of Object.keys(pages)) {
        await page.goto(`${stage.url}/${name}?theme=light&locale=en`)
        const wide = await page.evaluate<number>(
          'Math.max(0, document.documentElement.scrollWidth - window.innerWidth)',
        )
        if (wide > 0) found.push(`${name}: ${wide} px too wide`)
      }
      expect(found).to.deep.equal([])
      await context.close()
    })

  it('read and answer without JavaScript: forms post, the list and the thread are there', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(`${stage.url}/pages/inbox?theme=light&locale=tr`)
    expect(await page.locator('.row-item').count()).to.equal(5)
    expect(await page.locator('.message').count()).to.equal(6)
    expect(await page.locator('form[action="/tickets/4211/replies"] button[type=submit]:visible').count()).to.equal(3)
    await page.getByText('Dahili not', { exact: true }).last().click()
    expect(await page.getByRole('button', { name: 'Notu kaydet' }).isVisible()).to.equal(true)
    expect(await page.getByRole('button', { name: 'Gönder', exact: true }).isVisible()).to.equal(false)
    await context.close()
  }) // prettier-ignore

  it('render every partial exactly as the server does', async () => {
    const from = nowMs()
    const asked = partialsOf(from)
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${stage.url}/pages/sign-in?theme=light&locale=tr`)
    await page.evaluate(await rendererBundle())
    for (const locale of ['tr', 'en'] as const)
      for (const [name, view] of asked) {
        const env: RenderEnv = { locale, timeZone: zone, theme: 'light', assets: stage.assets.urls }
        const there = await page.evaluate((sent) => (globalThis as unknown as { renderHere: (sent: unknown) => string }).renderHere(sent), { name, view, env })
        expect(there, `${name} ${locale}`).to.equal(render(name, view, env))
      }
    await context.close()
  }) // prettier-ignore
})

async function look(context: BrowserContext, url: string): Promise<{ violations: string[]; refused: string[] }> {
  const page = await context.newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) refused.push(message.text())
  })
  page.on('pageerror', (error) => refused.push(error.message))
  await page.goto(url)
  // Legacy mode spares a second page for each look; what it lacks are frames of other origins, which are left out here.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    .exclude('iframe')
    .analyze()
  await page.close()
  return { violations: violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)), refused }
} // prettier-ignore

function partialsOf(from: number): [keyof PartialViews, PartialViews[keyof PartialViews]][] {
  return [
    ...rows(from).map(
      (view) => ['tickets/row', view] as [keyof PartialViews, PartialViews[keyof PartialViews]],
    ),
    ['tickets/row', row(from, { customerName: '"><script>', assignee: null })],
    ['tickets/header', header(from)],
    ['tickets/header', { ...header(from), status: 'closed', category: null, assignee: null, subject: '' }],
    ['tickets/events', events(from)],
    ...messages(from).map(
      (view) => ['messages/message', view] as [keyof PartialViews, PartialViews[keyof PartialViews]],
    ),
  ]
}

/** The product's own renderer, given a name to be called by. */
async function rendererBundle(): Promise<string> {
  const contents = `
    import { texts as tr } from 'virtual:texts-tr'
    import { texts as en } from 'virtual:texts-en'
    import { makeTranslate } from './views/helpers/translate.ts'
    import { makeRender } from './views/browser/app.ts'
    globalThis.renderHere = ({ name, view, env }) => makeRender(env, makeTranslate(env.locale, { tr, en }[env.locale]))(name, view)`
  const result = await build({
    stdin: { contents, resolveDir: join(packageRoot), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    plugins: [virtualModules()],
    alias: { handlebars: createRequire(import.meta.url).resolve('handlebars/runtime') },
  })
  return result.outputFiles[0]?.text ?? ''
}
