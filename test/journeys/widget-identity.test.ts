import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { updateAccount } from '../../server/models/channel-accounts/index.js'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { begin, bubble, bubbles, lookAt, say, taken, theTicket, useShop, type Shop } from '../support/shop.js'

const secret = 'yalnız dükkânın sunucusu bilir'
const sign = (id: string): string => createHmac('sha256', secret).update(id).digest('hex')

describe('the chat with people who are signed in to the shop', function () {
  this.timeout(60_000)
  useDatabase()
  const shop = useShop({ identity: 'optional' })

  async function withSecret({ account, url, app }: Shop): Promise<void> {
    const settings = { allowedOrigins: [url], identity: 'optional' }
    await updateAccount(account._id, account.version, { settings, secrets: { identifySecret: secret } }, app.context.secrets)
  } // prettier-ignore

  const identify = (page: Page, user: object): Promise<unknown> =>
    page.evaluate(`helpdesk('identify', ${JSON.stringify(user)})`)

  it('knows them by the shop’s signature, and never shows one the conversation of another', async () => {
    await withSecret(shop())
    const { page, open } = await lookAt(shop(), await shop().visitor())
    await page.waitForFunction('window.redress')
    await identify(page, { id: 'u-1', hash: sign('u-1'), name: 'Ayşe Yılmaz', email: 'ayse@posta.example' })
    const frame = await open()
    await begin(frame)
    await say(frame, 'Ayşe’nin gizli sorusu')
    expect((await theTicket()).customerName).to.equal('Ayşe Yılmaz')
    await taken(frame)
    await identify(page, { id: 'u-2', hash: sign('u-2'), name: 'Mehmet Kaya' })
    await waitFor(async () => ((await bubbles(frame).count()) === 0 ? true : undefined), 5_000, () => 'the other’s words still stand') // prettier-ignore
    expect(await frame.locator('[data-preview]').isVisible()).to.equal(false)
    await identify(page, { id: 'u-1', hash: sign('u-1') })
    await bubble(frame, 'Ayşe’nin gizli sorusu').waitFor({ state: 'attached' })
  })

  it('binds nobody to a wrong signature and says so', async () => {
    await withSecret(shop())
    const { page, open } = await lookAt(shop(), await shop().visitor())
    await page.waitForFunction('window.redress')
    await identify(page, { id: 'u-1', hash: sign('u-2'), name: 'Kötü Niyetli' })
    const frame = await open()
    await frame.getByText('Kimliğiniz doğrulanamadı.').waitFor()
    expect(await page.evaluate('localStorage.length')).to.equal(0)
  })
})
