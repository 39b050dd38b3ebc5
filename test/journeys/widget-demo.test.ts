import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { makeAccounts } from '../../server/commands/demo/accounts.js'
import { makeStock } from '../../server/commands/demo/stock.js'
import { startApp, type TestApp } from '../support/app.js'
import { launchBrowser } from '../support/browser.js'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { openDesk } from '../support/desk.js'
import { makeInstance } from '../support/instance.js'
import { begin, bubble, say, theTicket } from '../support/shop.js'

describe('the demonstration’s own page', function () {
  this.timeout(60_000)
  useDatabase()
  let app: TestApp
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    app = await startApp()
    app.context.queue.work(app.context)
  })
  afterEach(() => app.close())

  it('has the chat on it, under the product’s own strict policy, and what is written there becomes a ticket', async () => {
    const desk = await openDesk(app)
    const live = await (await desk.person('agent')).socket()
    await makeStock()
    const instance = makeInstance()
    await makeAccounts(instance)
    await instance.stop()
    const page = await browser.newPage()
    const refused: string[] = []
    page.on(
      'console',
      (message) => message.text().includes('Content Security Policy') && refused.push(message.text()),
    )
    await page.goto(`${app.url}/demo-shop`)
    await page.waitForFunction('window.redress')
    await page.evaluate(`helpdesk('open')`)
    const frame = await waitFor(() => page.frames().find((one) => one.url().includes('/widget/frame')), 10_000, () => 'no frame') // prettier-ignore
    await begin(frame, true)
    await say(frame, 'Vazonun kenarı kırık geldi')
    expect((await theTicket()).channel).to.equal('chat')
    await bubble(frame, 'Vazonun kenarı').waitFor()
    expect(refused).to.deep.equal([])
    live.close()
    await page.close()
  })

  it('has none where no chat was made', async () => {
    await makeStock()
    const html = await (await fetch(`${app.url}/demo-shop`)).text()
    expect(html).to.include('Lale Bahçesi').and.not.to.include('widget.js')
  })
})
