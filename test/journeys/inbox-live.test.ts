import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openAccount } from '../../server/models/channel-accounts/index.js'
import { Message } from '../../server/models/messages/index.js'
import { launchBrowser } from '../support/browser.js'
import { useApp } from '../support/app.js'
import { useDatabase } from '../support/database.js'
import { openDesk, type Desk } from '../support/desk.js'
import { rawMail } from '../support/mail.js'
import { goodPassword } from '../support/people.js'

describe('two agents side by side in their browsers', function () {
  this.timeout(60_000)
  useDatabase()
  const app = useApp()
  let browser: Browser
  const contexts: BrowserContext[] = []

  before(async () => {
    browser = await launchBrowser()
    app().context.queue.work(app().context)
  })
  after(() => browser.close())
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  /** A browser of its own in which somebody has signed in by the page. */
  async function signedIn(
    email: string,
    options: { javaScriptEnabled?: boolean } = {},
  ): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({
      locale: 'tr-TR',
      viewport: { width: 1440, height: 900 },
      ...options,
    })
    contexts.push(context)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text())
    })
    await page.goto(`${app().url}/`)
    await page.fill('input[name="email"]', email)
    await page.fill('input[name="password"]', goodPassword)
    await Promise.all([page.waitForURL(/\/(\?.*)?$/), page.click('button[type="submit"]')])
    return { page, faults }
  }

  /** A mail comes in by the HTTP door and is worked on by the queue, as in production. */
  async function mailComesIn(desk: Desk, subject: string): Promise<void> {
    const secret = openAccount(desk.account, app().context.secrets).secrets['inboundSecret'] ?? ''
    const mail = rawMail(
      {
        Subject: subject,
        'Message-ID': `<${subject.length}-${desk.ours._id.toHexString()}@posta.example>`,
        'Content-Type': 'text/plain; charset=utf-8',
      },
      'Güllerim solmuş geldi',
    )
    const reply = await fetch(`${app().url}/channels/email/destek`, {
      method: 'POST',
      body: new Uint8Array(mail),
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${secret}` },
    })
    expect(reply.status).to.equal(202)
  }

  it('see a mail arrive by itself, and one sees the reply of the other without doing anything', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet] = [await desk.person('agent'), await desk.person('agent')]
    const [one, two] = [await signedIn(gul.user.email), await signedIn(mehmet.user.email)]
    await mailComesIn(desk, 'Solmus guller')
    for (const { page } of [one, two]) await page.locator('.row-item', { hasText: 'Solmus guller' }).waitFor()
    for (const { page } of [one, two]) {
      await page.locator('.row-item a').first().click()
      await page.locator('.message', { hasText: 'Güllerim solmuş geldi' }).waitFor()
    }
    await two.page.fill('[data-composer] textarea', 'Merhaba Ayşe Hanım, hemen bakıyoruz.')
    await two.page.click('[data-composer] [data-send]')
    await two.page.locator('.message-reply', { hasText: 'hemen bakıyoruz' }).waitFor()
    await one.page.locator('.message-reply', { hasText: 'hemen bakıyoruz' }).waitFor()
    await two.page.locator('.message-reply:not(.is-pending)', { hasText: 'hemen bakıyoruz' }).waitFor()
    expect(await two.page.locator('.message-reply').count()).to.equal(1)
    expect(await one.page.locator('.message-reply').count()).to.equal(1)
    expect(await Message.countDocuments({ kind: 'reply' })).to.equal(1)
    expect([...one.faults, ...two.faults]).to.deep.equal([])
  })

  it('are stopped when one has answered meanwhile, see it, and may then send knowingly', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet] = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const { page } = await signedIn(gul.user.email)
    await page.goto(`${app().url}/tickets/${ticket.number}`)
    await page.locator('[data-composer] textarea').waitFor()
    const stale = await page.locator('[data-composer] [name="baseSeq"]').inputValue()
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, {
      kind: 'reply',
      text: 'Ben yanıtladım',
      clientId: 'client-journey-1',
    })
    await page.locator('.message-reply', { hasText: 'Ben yanıtladım' }).waitFor()
    await page
      .locator('[data-composer] [name="baseSeq"]')
      .evaluate((field, value) => ((field as unknown as { value: string }).value = value), stale)
    await page.fill('[data-composer] textarea', 'Ben de yanıtlıyorum')
    await page.click('[data-composer] [data-send]')
    await page.locator('[data-newer]:not([hidden])').waitFor()
    expect(await Message.countDocuments({ kind: 'reply' })).to.equal(1)
    expect(await page.inputValue('[data-composer] textarea')).to.equal('Ben de yanıtlıyorum')
    await page.click('[data-newer-send]')
    await page.locator('.message-reply:not(.is-pending)', { hasText: 'Ben de yanıtlıyorum' }).waitFor()
    expect(await Message.countDocuments({ kind: 'reply' })).to.equal(2)
  })

  it('see that the other looks and writes, and get the files of the other’s reply', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet] = [await desk.person('agent'), await desk.person('agent')]
    const { number } = await desk.mailArrives()
    const [one, two] = [await signedIn(gul.user.email), await signedIn(mehmet.user.email)]
    await one.page.goto(`${app().url}/tickets/${number}`)
    await two.page.goto(`${app().url}/tickets/${number}`)
    const strip = one.page.locator('[data-watchers]')
    await strip.getByText(`${mehmet.user.name} bu talebe bakıyor`).waitFor()
    await two.page.locator('#f-text').pressSequentially('Tutanak ekte')
    await strip.getByText(`${mehmet.user.name} yazıyor`).waitFor()
    const file = {
      name: 'Tutanak 1.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 tutanak'),
    }
    await two.page.locator('[data-attach]').setInputFiles([file])
    await two.page.locator('[data-file]:not(:has(progress))').waitFor()
    await two.page.getByRole('button', { name: 'Gönder', exact: true }).click()
    await one.page.locator('.attachment', { hasText: 'Tutanak 1.pdf' }).waitFor()
    await two.page.goto(`${app().url}/`)
    await strip.waitFor({ state: 'hidden' })
    expect([...one.faults, ...two.faults]).to.deep.equal([])
  })

  it('catch up after their connection was away', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet] = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const { page } = await signedIn(gul.user.email)
    await page.goto(`${app().url}/tickets/${ticket.number}`)
    await page.locator('[data-composer] textarea').waitFor()
    await page.context().setOffline(true)
    await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, {
      kind: 'reply',
      text: 'Siz yokken',
      clientId: 'client-journey-2',
    })
    await page.context().setOffline(false)
    await page.locator('.message-reply', { hasText: 'Siz yokken' }).waitFor({ timeout: 20_000 })
    expect(await page.locator('.message-reply').count()).to.equal(1)
  })

  it('read, answer and close tickets with JavaScript switched off', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const ticket = await desk.mailArrives()
    const { page } = await signedIn(gul.user.email, { javaScriptEnabled: false })
    await page.locator('.row-item a').first().click()
    await page.locator('.message', { hasText: 'Güllerim solmuş geldi' }).waitFor()
    await page.fill('[data-composer] textarea', 'Betiksiz yanıt')
    await page.click('[data-composer] [data-send]')
    await page.locator('.message-reply', { hasText: 'Betiksiz yanıt' }).waitFor()
    await page.locator('.ticket-actions form button').first().click()
    await page.locator('.chip-status-resolved').first().waitFor()
    const shown = await gul.get(`/api/v1/tickets/${ticket.number}`)
    expect(shown.body).to.include({ status: 'resolved' })
  })
})
