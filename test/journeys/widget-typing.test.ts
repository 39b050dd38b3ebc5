import { expect } from 'chai'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { begin, bubble, bubbles, lookAt, say, taken, theTicket, useShop } from '../support/shop.js'

describe('a conversation in the chat', function () {
  this.timeout(60_000)
  useDatabase()
  const shop = useShop()

  it('shows each side that the other writes', async () => {
    const { agent } = shop()
    const { open } = await lookAt(shop(), await shop().visitor())
    const frame = await open()
    await begin(frame)
    await say(frame, 'Merhaba')
    const { number } = await theTicket()
    await taken(frame)
    await agent.live.ask('subscribe', { tickets: [number] })
    const heard: { state: string; user: { name: string } }[] = []
    agent.live.socket.on('presence', (news: { state: string; user: { name: string } }) => heard.push(news))
    await frame.locator('[data-write]').pressSequentially('bir')
    await waitFor(
      () => heard.find(({ state }) => state === 'typing'),
      5_000,
      () => 'no word of writing',
    )
    await agent.live.ask('typing', { ticket: number })
    await frame.getByText(`${agent.name} yazıyor…`).waitFor()
    await agent.reply('Yazdım')
    await bubble(frame, 'Yazdım').waitFor()
    expect(await frame.locator('[data-typing]').isVisible()).to.equal(false)
  })

  it('shows its beginning when asked, and keeps its place while it grows', async () => {
    const { agent } = shop()
    const { page, open } = await lookAt(shop(), await shop().visitor())
    const first = await open()
    await begin(first)
    await say(first, 'en başı')
    await theTicket()
    await taken(first)
    for (let n = 1; n <= 60; n += 1) await agent.reply(`yanıt ${n}`)
    await bubble(first, 'yanıt 60').waitFor()
    await page.reload()
    const frame = await open()
    await waitFor(async () => ((await bubbles(frame).count()) >= 30 ? true : undefined), 10_000, () => 'no history') // prettier-ignore
    if (await frame.locator('[data-continue]').isVisible()) await frame.locator('[data-continue]').click()
    expect(await bubble(frame, 'en başı').count()).to.equal(0)
    await frame.getByRole('button', { name: 'Daha eski mesajlar' }).click()
    await bubble(frame, 'en başı').waitFor({ state: 'attached' })
    await frame.locator('[data-older]').waitFor({ state: 'hidden' })
    expect(await bubbles(frame).count()).to.equal(61)
    await frame.evaluate(`document.querySelector('[data-scroller]').scrollTop = 0`)
    await agent.reply('en yenisi')
    await frame.getByRole('button', { name: 'Yeni mesaj' }).waitFor()
    expect(await frame.evaluate(`document.querySelector('[data-scroller]').scrollTop`)).to.equal(0)
    await frame.getByRole('button', { name: 'Yeni mesaj' }).click()
    await bubble(frame, 'en yenisi').waitFor()
  })
})
