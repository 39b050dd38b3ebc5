import { expect } from 'chai'
import { nowMs } from '../../server/lib/clock.js'
import { message } from './examples.js'
import { bare, liveStage } from './live-stage.js'

describe('writing in the inbox', function () {
  this.timeout(60_000)
  const live = liveStage()

  it('shows a written reply before the server answers, and the echo takes its place', async () => {
    let free = (): void => undefined
    const held = new Promise<void>((resolve) => (free = resolve))
    await live.page.route('**/api/v1/**', async (route) => {
      await held
      await route.fallback()
    })
    await live.write('Hemen ilgileniyorum', 'Control+Enter')
    await live.page.locator('.message.is-pending').getByText('Hemen ilgileniyorum').waitFor()
    expect(await live.page.locator('#f-text').inputValue()).to.equal('')
    live.story.answer = () => ({ status: 201, body: {} })
    free()
    while (live.story.posted.length === 0) await live.page.waitForTimeout(20)
    live.push(message(nowMs(), { ...bare, id: 'm9', seq: 8, kind: 'reply', text: 'Hemen ilgileniyorum', author: { id: 'u1', name: 'Mehmet Işık' }, clientId: String(live.story.posted[0]!['clientId']) }))
    await live.page.locator('[data-id="m9"]').waitFor()
    expect(await live.page.locator('.message').count()).to.equal(2)
    expect(live.story.posted).to.have.length(1)
    expect(live.story.posted[0]).to.include({ kind: 'reply', text: 'Hemen ilgileniyorum', baseSeq: 7 })
  }) // prettier-ignore

  it('keeps what could not be sent, says so, and sends the same message when asked again', async () => {
    await live.page.route('**/api/v1/**', (route) => route.abort())
    await live.write('Bağlantı yokken yazıldı')
    await live.page.getByText('Bağlantı yok. Yazdıklarınız burada duruyor.').waitFor()
    await live.page.unroute('**/api/v1/**')
    await live.page.getByRole('button', { name: 'Yeniden gönder' }).last().click()
    while (live.story.posted.length === 0) await live.page.waitForTimeout(20)
    expect(live.story.posted[0]).to.include({ text: 'Bağlantı yokken yazıldı' })
  })

  it('shows newer messages first and sends only after the agent has agreed', async () => {
    const newer = message(nowMs(), { ...bare, id: 'm8', seq: 8, text: 'Vazgeçtim, iade istiyorum' })
    live.story.answer = ({ baseSeq }) =>
      baseSeq === 7
        ? { status: 409, body: { error: { code: 'newer_messages', details: { messages: [newer] } } } }
        : { status: 201, body: {} }
    await live.write('Yarın göndeririz')
    await live.page.getByText('Vazgeçtim, iade istiyorum').waitFor()
    expect(await live.page.locator('#f-text').inputValue()).to.equal('Yarın göndeririz')
    expect(await live.page.locator('.message.is-pending').count()).to.equal(0)
    await live.page.getByRole('button', { name: 'Gördüm, gönder' }).click()
    while (live.story.posted.length < 2) await live.page.waitForTimeout(20)
    expect(live.story.posted[1]).to.include({ baseSeq: 8, clientId: live.story.posted[0]!['clientId'] })
  })

  it('says why the server refused a message, and gives the words back for editing', async () => {
    live.story.answer = () => ({
      status: 422,
      body: { error: { code: 'no_recipient_address', details: {} } },
    })
    await live.write('Merhaba')
    await live.page.getByText('Bu müşterinin yanıtlanacak bir adresi yok').waitFor()
    await live.page.getByRole('button', { name: 'Düzenle' }).click()
    expect(await live.page.locator('#f-text').inputValue()).to.equal('Merhaba')
    expect(await live.page.locator('.message.is-pending').count()).to.equal(0)
  })

  it('sends a note as a note, which looks and reads differently', async () => {
    await live.page.keyboard.press('n')
    await live.page.keyboard.type('Sadece bize')
    await live.page.getByRole('button', { name: 'Notu kaydet' }).click()
    while (live.story.posted.length === 0) await live.page.waitForTimeout(20)
    expect(live.story.posted[0]).to.include({ kind: 'note', text: 'Sadece bize' })
    expect(await live.page.locator('.message-note').count()).to.equal(1)
  })

  it('keeps a draft through a reload, per ticket and kind', async () => {
    await live.page.locator('#f-text').fill('yarım kalan')
    await live.page.reload()
    await live.page.waitForFunction(`document.querySelector('#f-text').value !== ''`)
    expect(await live.page.locator('#f-text').inputValue()).to.equal('yarım kalan')
  })

  it('moves with j and k, opens with Enter without loading the page anew, and comes back with the browser’s button', async () => {
    await live.page.evaluate(() => Object.assign(globalThis, { same: true }))
    await live.page.keyboard.press('j')
    await live.page.keyboard.press('Enter')
    await live.page.waitForURL('**/tickets/4210?view=open')
    await live.page.locator('[data-conversation][data-number="4210"]').waitFor()
    expect(await live.page.locator('[data-id="t4210"].is-selected').count()).to.equal(1)
    await live.page.goBack()
    await live.page.locator('[data-conversation][data-number="4211"]').waitFor()
    expect(await live.page.evaluate(() => 'same' in globalThis)).to.equal(true)
  })

  it('takes letters as text while somebody types, and not at all when they are turned off', async () => {
    await live.page.locator('#f-text').fill('')
    await live.page.locator('#f-text').press('?')
    expect(await live.page.locator('dialog[open]').count()).to.equal(0)
    await live.page.locator('#f-text').blur()
    await live.page.keyboard.press('?')
    await live.page.locator('dialog[open]').waitFor()
    await live.page.locator('[data-keys-toggle]').uncheck()
    await live.page.keyboard.press('Escape')
    await live.page.keyboard.press('?')
    expect(await live.page.locator('dialog[open]').count()).to.equal(0)
  })

  it('changes between light, dark and the system’s theme, and remembers it', async () => {
    expect(await live.page.locator('html').getAttribute('data-bs-theme')).to.equal('light')
    await live.page.locator('[data-theme-toggle]').click()
    expect(await live.page.locator('html').getAttribute('data-bs-theme')).to.equal('dark')
    await live.page.reload()
    expect(await live.page.locator('html').getAttribute('data-bs-theme')).to.equal('dark')
  })
})
