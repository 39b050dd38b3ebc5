import { expect } from 'chai'
import { nowMs } from '../../server/lib/clock.js'
import { message, row } from './examples.js'
import { bare, liveStage, pushOf } from './live-stage.js'

describe('the inbox while things happen', function () {
  this.timeout(60_000)
  const live = liveStage()

  it('shows a customer’s new message at once, in its place', async () => {
    live.push({ ...message(nowMs(), { ...bare, id: 'm9', seq: 8, text: 'Hâlâ bekliyorum' }) })
    await live.page.getByText('Hâlâ bekliyorum').waitFor()
    expect(await live.page.locator('.message').count()).to.equal(2)
  })

  it('shows the same push only once when it comes twice', async () => {
    const view = message(nowMs(), { ...bare, id: 'm9', seq: 8, text: 'bir kez' })
    live.push(view)
    live.push(view)
    await live.page.getByText('bir kez').waitFor()
    await live.page.waitForTimeout(200)
    expect(await live.page.locator('[data-id="m9"]').count()).to.equal(1)
  })

  it('asks for what it missed when a number is left out, and shows it in order', async () => {
    const missed = message(nowMs(), { ...bare, id: 'm8', seq: 8, text: 'arada kalan' })
    live.story.missed = { pushes: [pushOf(missed)], seq: 9 }
    live.push(message(nowMs(), { ...bare, id: 'm9', seq: 9, text: 'sonraki' }))
    await live.page.getByText('arada kalan').waitFor()
    expect(live.story.asked).to.deep.equal([{ 4211: 7 }])
    const texts = await live.page.locator('.message [data-text]').allInnerTexts()
    expect(texts.slice(-2)).to.deep.equal(['arada kalan', 'sonraki'])
  })

  it('asks for nothing when no number is left out', async () => {
    live.push(message(nowMs(), { ...bare, id: 'm8', seq: 8, text: 'sırayla' }))
    await live.page.getByText('sırayla').waitFor()
    await live.page.waitForTimeout(200)
    expect(live.story.asked).to.deep.equal([])
  })

  it('loads the thread again when too much was missed to tell', async () => {
    live.story.missed = { reload: true }
    live.story.messages.push(message(nowMs(), { ...bare, id: 'm20', seq: 600, text: 'çok sonra' }))
    live.push(message(nowMs(), { ...bare, id: 'm21', seq: 601, text: 'en son' }))
    await live.page.getByText('çok sonra').waitFor()
  })

  it('changes a row where it stands, and keeps the focus on it', async () => {
    await live.page.locator('[data-id="t4210"] a').focus()
    const changed = { ...live.story.rows[1]!, status: 'on_hold' as const }
    live.story.rows[1] = changed
    live.pushRow(changed)
    await live.page.locator('[data-id="t4210"] .chip-status-on_hold').waitFor()
    expect(await live.page.evaluate(`document.activeElement.closest('li').dataset.id`)).to.equal('t4210')
  })

  it('collects new rows behind a button while the pointer is on the list, and shows them when it is pressed', async () => {
    await live.page.hover('[data-id="t4208"]')
    const fresh = row(nowMs(), { id: 't4300', number: 4300, seq: 1, customerName: 'Yeni Müşteri' })
    live.story.rows.unshift(fresh)
    live.pushRow(fresh)
    await live.page.getByRole('button', { name: '1 yeni talep' }).waitFor()
    expect(await live.page.locator('[data-id="t4300"]').count()).to.equal(0)
    await live.page.getByRole('button', { name: '1 yeni talep' }).click()
    expect(await live.page.locator('.row-item').first().getAttribute('data-id')).to.equal('t4300')
    expect(await live.page.locator('[data-id="t4300"].is-unread').count()).to.equal(1)
  })

  it('shows new rows at once when nobody is busy in the list', async () => {
    await live.page.mouse.move(900, 300)
    const fresh = row(nowMs(), { id: 't4301', number: 4301, seq: 1 })
    live.story.rows.unshift(fresh)
    live.pushRow(fresh)
    await live.page.locator('[data-id="t4301"]').waitFor()
  })

  it('does not offer a row that the open view does not show', async () => {
    live.pushRow(row(nowMs(), { id: 't9', number: 9, seq: 1 }))
    await live.page.waitForTimeout(500)
    expect(await live.page.locator('[data-id="t9"]').count()).to.equal(0)
    expect(await live.page.locator('[data-list-new]').isVisible()).to.equal(false)
  })

  it('says when the connection is gone and when it is back, and then asks for what it missed', async () => {
    await live.page.waitForTimeout(100)
    live.io.of('/agent').sockets.forEach((socket) => socket.conn.close())
    await live.context.setOffline(true)
    await live.page.getByText('Bağlantı koptu').waitFor()
    await live.context.setOffline(false)
    await live.page.getByText('Bağlantı yeniden kuruldu.').waitFor({ timeout: 20_000 })
    while (live.story.asked.length === 0) await live.page.waitForTimeout(20)
    expect(live.story.asked[0]).to.deep.equal({ 4211: 7 })
  })

  it('shows live counts, and shows none where there are none', async () => {
    live.io.of('/agent').emit('counts', { views: { mine: { count: 41, capped: false }, open: { count: 99, capped: true }, pending: { count: 0, capped: false } } })
    await live.page.locator('[data-view="mine"]').getByText('41').waitFor()
    expect(await live.page.locator('[data-view="open"] [data-count]').innerText()).to.equal('99+')
    expect(await live.page.locator('[data-view="pending"] [data-count]').isVisible()).to.equal(false)
  }) // prettier-ignore
})
