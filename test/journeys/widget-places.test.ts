import { expect } from 'chai'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Frame } from 'playwright-core'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { begin, bubble, bubbles, lookAt, say, taken, theTicket, useShop } from '../support/shop.js'

describe('the chat in every place', function () {
  this.timeout(90_000)
  useDatabase()
  const shop = useShop({ greeting: { tr: 'Hoş geldiniz!', en: 'Welcome!' }, preChat: { on: true, askOrder: true, askCategory: true, askRemedy: true } }) // prettier-ignore

  it('does not open on a site that is not allowed, and says so instead of a broken frame', async () => {
    const elsewhere = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><html lang="en"><title>x</title><body><script async src="${shop().line.url}/widget.js" data-site="cicek"></script></body></html>`)
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    const { page, launcher } = await lookAt(shop(), await shop().visitor(), { origin })
    await launcher.click()
    await page.getByText('The chat cannot be opened right now.').waitFor()
    expect(page.frames().filter((frame) => frame.url().includes('/widget/frame'))).to.deep.equal([])
    const asked = await fetch(`${shop().app.url}/widget/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ site: 'cicek', parent: origin, lang: 'en' }) })
    expect(asked.status).to.equal(403)
    elsewhere.closeAllConnections()
    elsewhere.close()
  }) // prettier-ignore

  it('speaks the language of the page, Turkish or English, in every part', async () => {
    for (const [lang, greeting, button, next] of [
      ['tr', 'Hoş geldiniz!', 'Sohbet başlatın', 'Devam'],
      ['en', 'Welcome!', 'Start a chat', 'Next'],
    ] as const) {
      const { launcher, open } = await lookAt(shop(), await shop().visitor(), { path: `/?lang=${lang}` })
      expect(await launcher.getAttribute('aria-label')).to.equal(lang === 'tr' ? 'Sohbet' : 'Chat')
      const frame = await open()
      expect(await frame.locator('html').getAttribute('lang')).to.equal(lang)
      expect(await frame.locator('[data-greeting]').innerText()).to.equal(greeting)
      await frame.getByRole('button', { name: button }).click()
      await frame.getByRole('button', { name: next }).waitFor()
      const other = lang === 'tr' ? /\b(the|your|order|chat)\b/i : /\b(sohbet|sipariş|adınız|devam)\b/i
      expect(await frame.locator('body').innerText()).not.to.match(other)
    }
  })

  it('can be used by keyboard alone: in by the button, out by Esc, the focus back where it was', async () => {
    const { page, launcher, frame } = await lookAt(shop(), await shop().visitor())
    await page.locator('a').focus()
    await page.keyboard.press('Tab')
    expect(await launcher.getAttribute('aria-expanded')).to.equal('false')
    await page.keyboard.press('Enter')
    expect(await launcher.getAttribute('aria-expanded')).to.equal('true')
    const chat = await frame()
    await chat.locator('[data-begin]:focus').waitFor()
    await page.keyboard.press('Enter')
    await chat.locator('[data-step=contact] legend:focus').waitFor()
    await page.keyboard.press('Escape')
    await waitFor(async () => ((await launcher.getAttribute('aria-expanded')) === 'false' ? true : undefined), 5_000, () => 'still open')
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.tagName')).to.equal('BUTTON')
    expect(await page.getByRole('dialog').count()).to.equal(0)
  }) // prettier-ignore

  it('fills a small screen and leaves no target under 44 px', async () => {
    const context = await shop().visitor({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    const { page, launcher, open } = await lookAt(shop(), context)
    const frame = await open()
    expect(await page.getByRole('dialog').boundingBox()).to.deep.equal({
      x: 0,
      y: 0,
      width: 390,
      height: 844,
    })
    expect(await launcher.isVisible(), 'a button under the panel').to.equal(false)
    const small: string[] = []
    for (const name of ['home', 'steps', 'conversation', 'away', 'transcript', 'ending', 'rating']) {
      await showScreen(frame, name)
      small.push(...(await smallTargets(frame)).map((one) => `${name}: ${one}`))
      expect(await frame.evaluate('document.documentElement.scrollWidth'), name).to.be.at.most(390)
    }
    expect(small).to.deep.equal([])
    await frame.getByRole('button', { name: 'Sohbeti kapat' }).click()
    await launcher.waitFor()
  })

  it('can be used at four times the size, where a window is 320 by 256', async () => {
    const { open } = await lookAt(shop(), await shop().visitor({ viewport: { width: 320, height: 256 } }))
    const frame = await open()
    for (const name of ['home', 'steps', 'conversation', 'rating']) {
      await showScreen(frame, name)
      expect(await frame.evaluate('document.documentElement.scrollWidth'), name).to.be.at.most(320)
    }
    await showScreen(frame, 'conversation')
    await say(frame, 'sığıyor')
    await bubble(frame, 'sığıyor').scrollIntoViewIfNeeded()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has no fault that axe finds, ${colorScheme}`, async () => {
      const { open } = await lookAt(shop(), await shop().visitor({ colorScheme }))
      const frame = await open()
      const found: string[] = []
      found.push(...(await faultsOf(frame)))
      for (const name of ['steps', 'away', 'transcript', 'ending', 'rating', 'thanks']) {
        await showScreen(frame, name)
        found.push(...(await faultsOf(frame)).map((one) => `${name}: ${one}`))
      }
      await showScreen(frame, 'conversation')
      await say(frame, 'Merhaba, https://dukkan.example')
      await theTicket()
      await shop().agent.reply('Buyurun')
      await bubble(frame, 'Buyurun').waitFor()
      await taken(frame)
      await shop().line.cut()
      await say(frame, 'bekleyen')
      await frame.getByText('Bağlantı yok.').waitFor()
      found.push(...(await faultsOf(frame)).map((one) => `conversation: ${one}`))
      expect(found).to.deep.equal([])
      expect(await bubbles(frame).count()).to.equal(3)
    })

  it('keeps its button out of reach of the shop’s scripts and styles', async () => {
    const context = await shop().browser.newContext()
    const page = await context.newPage()
    await page.goto(shop().url)
    await waitFor(async () => ((await page.evaluate('typeof window.redress')) === 'function' ? true : undefined), 5_000, () => 'not loaded') // prettier-ignore
    expect(await page.evaluate('document.body.lastElementChild.shadowRoot')).to.equal(null)
    await context.close()
  })

  it('hears its page: opens, tells of itself, forgets the visitor on shutdown', async () => {
    const { page, frame } = await lookAt(shop(), await shop().visitor())
    await waitFor(async () => ((await page.evaluate('typeof window.redress')) === 'function' ? true : undefined), 5_000, () => 'not loaded') // prettier-ignore
    await page.evaluate(`window.told = []; for (const name of ['open', 'close']) helpdesk('on', name, () => told.push(name)); helpdesk('open')`) // prettier-ignore
    await frame()
    await waitFor(async () => ((await page.evaluate(`localStorage.getItem('redress:cicek:')`)) ? true : undefined), 10_000, () => 'no token') // prettier-ignore
    await page.evaluate(`helpdesk('shutdown')`)
    expect(await page.evaluate('told')).to.deep.equal(['open', 'close'])
    expect(await page.evaluate('localStorage.length')).to.equal(0)
    expect(page.frames()).to.have.length(1)
  })
})

/** Screens that need no state of their own are looked at directly. */
async function showScreen(frame: Frame, name: string): Promise<void> {
  if (name === 'steps') {
    await frame.locator('[data-screen=home] [data-begin]').click()
    await frame.locator('[data-step=contact]').waitFor()
    return
  }
  if (name === 'conversation') {
    await frame.evaluate(`document.querySelector('[data-back]').click()`)
    if (await frame.locator('[data-screen=home] [data-begin]').isVisible()) await begin(frame, true)
    return
  }
  await frame.evaluate(`for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== '${name}'`) // prettier-ignore
}

async function smallTargets(frame: Frame): Promise<string[]> {
  return frame.evaluate(`[...document.querySelectorAll('button, input, textarea, a, label:has(input)')]
    .filter((one) => one.checkVisibility() && !one.closest('label:has(input)')?.contains(one) || one.matches('label:has(input)') && one.checkVisibility())
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 44 || height < 44)
    .map(([one, { width, height }]) => one.outerHTML.slice(0, 80) + ' ' + Math.round(width) + '×' + Math.round(height))`) // prettier-ignore
}

const require = createRequire(import.meta.url)
const axe = readFileSync(createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core'), 'utf8')

/** What axe finds in the frame itself: it has no origin that a script from outside could share. */
async function faultsOf(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe)
  return frame.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 120) + ' ' + (node.any[0]?.message ?? ''))))`) // prettier-ignore
}
