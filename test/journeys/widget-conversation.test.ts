import { expect } from 'chai'
import { useDatabase } from '../support/database.js'
import { waitFor } from '../support/client.js'
import { begin, bubble, bubbles, lookAt, say, taken, texts, theTicket, useShop } from '../support/shop.js'
import { allMessages, allTickets } from '../support/worker.js'

describe("the chat on a shop's page", function () {
  this.timeout(60_000)
  useDatabase()
  const shop = useShop()

  it('carries a conversation between a visitor and an agent, from a frame without an origin', async () => {
    const mehmet = shop().agent
    const { page, open } = await lookAt(shop(), await shop().visitor())
    const faults: string[] = []
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    const frame = await open()
    expect(await frame.evaluate('(() => { try { return typeof localStorage } catch { return "closed" } })()')).to.equal('closed')
    await begin(frame)
    await say(frame, 'Güllerim solmuş geldi')
    const { number, channel } = await theTicket()
    expect(channel).to.equal('chat')
    await taken(frame)
    await mehmet.live.ask('subscribe', { tickets: [number] })
    await frame.getByText('Okundu').waitFor()
    await mehmet.reply('Yenisini gönderiyoruz: https://dukkan.example/takip')
    await bubble(frame, 'Yenisini gönderiyoruz').waitFor()
    expect(await bubbles(frame).last().locator('[data-name]').innerText()).to.equal(mehmet.name)
    expect(await frame.locator('[data-title]').innerText()).to.equal(mehmet.name)
    expect(await frame.locator('[data-words] a').getAttribute('rel')).to.equal('noopener noreferrer nofollow')
    await mehmet.live.push(({ view }) => (view as { delivery?: { state: string } } | undefined)?.delivery?.state === 'read')
    expect(faults).to.deep.equal([])
  }) // prettier-ignore

  it('stands again after a reload, though the frame itself can keep nothing, and shows unread answers on the button', async () => {
    const mehmet = shop().agent
    const { page, launcher, frame, open } = await lookAt(shop(), await shop().visitor())
    const first = await open()
    await begin(first)
    await say(first, 'Siparişim nerede?')
    await theTicket()
    await page.reload()
    await frame()
    await mehmet.reply('Kargoda, yarın gelir.')
    await page.getByRole('button', { name: 'Sohbet, 1 yeni mesaj' }).waitFor()
    const again = await open()
    await bubble(again, 'Kargoda').waitFor()
    expect(await texts(again)).to.deep.equal(['Siparişim nerede?', 'Kargoda, yarın gelir.'])
    await waitFor(async () => ((await launcher.getAttribute('aria-label')) === 'Sohbet' ? true : undefined), 5_000, () => 'still unread')
    expect(await allTickets()).to.have.length(1)
  }) // prettier-ignore

  it('is kept in a cookie where the page may not use its storage', async () => {
    const context = await shop().visitor()
    await context.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError') } })")
    const { page, open } = await lookAt(shop(), context)
    const frame = await open()
    await begin(frame)
    await say(frame, 'Merhaba')
    await theTicket()
    expect((await context.cookies()).map(({ name }) => name)).to.deep.equal(['redress-cicek'])
    await page.reload()
    const again = await open()
    await again.locator('[data-continue]').click()
    await bubble(again, 'Merhaba').waitFor()
  }) // prettier-ignore

  it('is the same in two tabs, each message once in both', async () => {
    const mehmet = shop().agent
    const context = await shop().visitor()
    const one = await (await lookAt(shop(), context)).open()
    await begin(one)
    await say(one, 'ilk sekmeden')
    await theTicket()
    const two = await (await lookAt(shop(), context)).open()
    await two.locator('[data-continue]').click()
    await say(two, 'ikinci sekmeden')
    await bubble(one, 'ikinci sekmeden').waitFor()
    await mehmet.reply('İkisini de gördüm')
    for (const frame of [one, two]) {
      await bubble(frame, 'İkisini de gördüm').waitFor()
      expect(await texts(frame)).to.deep.equal(['ilk sekmeden', 'ikinci sekmeden', 'İkisini de gördüm'])
    }
    expect(await allTickets()).to.have.length(1)
  })

  it('shows what people write as text, whatever it would be as markup', async () => {
    const mehmet = shop().agent
    const { page, open } = await lookAt(shop(), await shop().visitor())
    const frame = await open()
    await begin(frame)
    const hostile = '<img src=x onerror="parent.hacked=1"><script>hacked=1</script> javascript:alert(1) https://x.example/"onmouseover=alert(1)'
    await say(frame, hostile)
    await theTicket()
    await mehmet.reply(hostile)
    await waitFor(async () => ((await bubbles(frame).count()) === 2 ? true : undefined), 10_000, () => 'no answer')
    for (const text of await texts(frame)) expect(text).to.equal(hostile)
    expect(await frame.locator('[data-log] img, [data-log] script, [data-log] [onerror], [data-log] [onmouseover]').count()).to.equal(0)
    expect(await frame.evaluate(`[...document.querySelectorAll('[data-log] a')].map((one) => one.protocol)`)).to.deep.equal(['https:', 'https:'])
    expect(await frame.evaluate('typeof hacked')).to.equal('undefined')
    expect(await page.evaluate('typeof hacked')).to.equal('undefined')
  }) // prettier-ignore

  it('never shows the visitor what agents note among themselves', async () => {
    const context = await shop().visitor()
    const frame = await (await lookAt(shop(), context)).open()
    await begin(frame)
    await say(frame, 'Para iadesi istiyorum')
    const { number, _id } = await theTicket()
    const note = { kind: 'note', text: 'Bu müşteri hep iade ediyor', clientId: 'agent-note-1' }
    expect((await shop().agent.post(`/api/v1/tickets/${number}/messages`, note)).status).to.equal(201)
    await shop().agent.reply('İadeniz başladı')
    await bubble(frame, 'İadeniz başladı').waitFor()
    expect(await allMessages(_id)).to.have.length.at.least(3)
    expect(await frame.content()).not.to.include('hep iade ediyor')
  })
})
