import { expect } from 'chai'
import { Message } from '../../server/models/messages/index.js'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { begin, bubble, bubbles, lookAt, say, taken, texts, theTicket, useShop } from '../support/shop.js'
import { settled } from '../support/worker.js'

describe('the chat over a line that breaks', function () {
  this.timeout(90_000)
  useDatabase()
  const shop = useShop()

  /** What the server holds of the visitor's, once nothing is under way any more. */
  async function stored(count: number): Promise<string[]> {
    const read = async () => (await Message.find({ kind: 'in' }).sort({ seq: 1 }).lean()).map(({ text }) => text)
    await waitFor(async () => ((await read()).length >= count ? true : undefined), 30_000, () => 'not all stored')
    await settled(shop().app.context)
    return read()
  } // prettier-ignore

  it('keeps what is written meanwhile, says so, and sends it in order, each once, when the line is back', async () => {
    const { open } = await lookAt(shop(), await shop().visitor())
    const frame = await open()
    await begin(frame)
    await say(frame, 'bir')
    await theTicket()
    await shop().line.cut()
    await frame.getByText('Bağlantı yok.').waitFor()
    await say(frame, 'iki')
    await say(frame, 'üç')
    await bubbles(frame).filter({ hasText: 'iki' }).getByText('Bağlantı bekleniyor').waitFor()
    await shop().line.mend()
    expect(await stored(3)).to.deep.equal(['bir', 'iki', 'üç'])
    await taken(frame)
    expect(await texts(frame)).to.deep.equal(['bir', 'iki', 'üç'])
    expect(await frame.locator('[data-banner]').isVisible()).to.equal(false)
  }) // prettier-ignore

  it('makes one message of one whose answer was lost on the way', async () => {
    const { page, open } = await lookAt(shop(), await shop().visitor())
    const frame = await open()
    await begin(frame)
    let lost = false
    await page.routeWebSocket(/socket\.io/, (near) => {
      const far = near.connectToServer()
      near.onMessage((data) => far.send(data))
      far.onMessage((data) => {
        const isAcknowledgement = /^43\/widget,\d+\[\{"ok":true/.test(String(data))
        if (isAcknowledgement && !lost) {
          lost = true
          void near.close()
          void far.close()
        } else near.send(data)
      })
    })
    await page.reload()
    const again = await open()
    await begin(again)
    await say(again, 'yalnız bir kez')
    await waitFor(
      () => (lost ? true : undefined),
      10_000,
      () => 'no answer was lost',
    )
    await again.getByText('Gönderildi').waitFor()
    expect(await stored(1)).to.deep.equal(['yalnız bir kez'])
    expect(await texts(again)).to.deep.equal(['yalnız bir kez'])
  })

  it('keeps what waits beyond a reload, and sends it from the next page, not twice from two tabs', async () => {
    const context = await shop().visitor()
    const { page, open } = await lookAt(shop(), context)
    const frame = await open()
    await begin(frame)
    await say(frame, 'bağlıyken')
    await theTicket()
    await shop().line.cut()
    await say(frame, 'bağlantısızken')
    await bubble(frame, 'bağlantısızken').waitFor()
    await page.close()
    await shop().line.mend()
    const tabs = [await lookAt(shop(), context), await lookAt(shop(), context)]
    const frames = await Promise.all(tabs.map((tab) => tab.open()))
    expect(await stored(2)).to.deep.equal(['bağlıyken', 'bağlantısızken'])
    for (const one of frames) {
      await waitFor(
        async () => ((await bubbles(one).count()) === 2 ? true : undefined),
        10_000,
        () => 'not both',
      )
      expect(await texts(one)).to.deep.equal(['bağlıyken', 'bağlantısızken'])
    }
    const kept = await tabs[0]!.page.evaluate('Object.keys(localStorage)')
    expect(kept).to.deep.equal(['redress:cicek:'])
  })

  it('asks for what it missed while the line was cut, and shows it', async () => {
    const { open } = await lookAt(shop(), await shop().visitor())
    const frame = await open()
    await begin(frame)
    await say(frame, 'Orada mısınız?')
    await theTicket()
    await shop().line.cut()
    await frame.getByText('Bağlantı yok.').waitFor()
    await shop().agent.reply('Buradayız')
    expect(await bubble(frame, 'Buradayız').count()).to.equal(0)
    await shop().line.mend()
    await bubble(frame, 'Buradayız').waitFor({ timeout: 30_000 })
    expect(await texts(frame)).to.deep.equal(['Orada mısınız?', 'Buradayız'])
  })
})
