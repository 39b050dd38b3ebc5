import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { seconds, travel } from '../../server/lib/clock.js'
import { useApp } from '../support/app.js'
import { launchBrowser } from '../support/browser.js'
import { dot, formOpens } from '../support/complainant.js'
import { useDatabase } from '../support/database.js'
import { openDesk } from '../support/desk.js'
import { allMessages, allTickets, settled } from '../support/worker.js'

const picture = { name: 'vazo.png', mimeType: 'image/png', buffer: dot }

describe('complaining in a real browser', function () {
  this.timeout(120_000)
  useDatabase()
  const app = useApp()
  let browser: Browser

  before(async () => {
    app().context.queue.work(app().context)
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    const desk = await openDesk(app())
    await formOpens(app().context, { team: desk.ours._id })
  })

  for (const javaScriptEnabled of [true, false])
    it(`goes from the form to the ticket’s own page and back to the shop ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const context = await browser.newContext({ javaScriptEnabled, locale: 'tr-TR', viewport: { width: 390, height: 844 } })
      const page = await context.newPage()
      await page.goto(`${app().url}/complaint`)
      travel(seconds(5))
      await page.getByLabel('Konu', { exact: true }).selectOption('damaged_in_transit')
      const question = page.getByLabel('Hangi ürün, nasıl hasarlı?')
      if (!javaScriptEnabled) {
        expect(await question.isVisible()).to.equal(false)
        await page.getByRole('button', { name: 'Soruları göster' }).click()
      }
      await question.fill('Mavi vazo')
      const text = page.getByLabel('Şikâyetiniz', { exact: true })
      await text.fill('Vazo kırık')
      await page.getByLabel('Fotoğraf ya da belge ekleyin').setInputFiles(picture)
      await page.getByRole('button', { name: 'Şikâyeti gönder' }).click()
      await page.getByRole('link', { name: 'en az 20 karakter' }).click()
      expect(await page.getByRole('checkbox', { name: /vazo\.png/ }).isChecked()).to.equal(true)
      await text.fill('Vazo kırık geldi, güller ezilmişti.')
      await page.getByText('1, çok kötü').click()
      await page.getByLabel('Adınız ve soyadınız').fill('Ayşe Yılmaz')
      await page.getByLabel('E-posta adresi').fill('ayse@posta.example')
      await page.getByRole('checkbox', { name: /Aydınlatma metnini okudum/ }).check()
      await page.getByRole('button', { name: 'Şikâyeti gönder' }).click()
      const [ticket] = await allTickets()
      await page.getByText(`#${ticket!.number}`).waitFor()
      await page.getByRole('link', { name: 'Talebimi izle' }).click()
      expect(new URL(page.url())).to.include({ pathname: `/t/${ticket!.publicId}`, search: '' })
      await page.getByLabel('Mesajınız').fill('Kapıcıya da bırakabilirsiniz.')
      await page.getByRole('button', { name: 'Gönder', exact: true }).click()
      await page.getByText('Mesajınız bize ulaştı.').waitFor()
      expect(await page.locator('.status-mine').count()).to.equal(2)
      await settled(app().context)
      const said = (await allMessages(ticket!._id)).filter(({ kind }) => kind === 'in')
      expect(said.map(({ text: words }) => words)).to.deep.equal(['Vazo kırık geldi, güller ezilmişti.', 'Kapıcıya da bırakabilirsiniz.'])
      expect(said[0]!.attachments.map(({ name }) => name)).to.deep.equal(['vazo.png'])
      expect(said[0]!.asked!.answers).to.deep.include({ question: 'Hangi ürün, nasıl hasarlı?', answer: 'Mavi vazo' })
      await context.close()
    }) // prettier-ignore
})
