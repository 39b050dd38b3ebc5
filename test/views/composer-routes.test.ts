import { expect } from 'chai'
import { nowMs } from '../../server/lib/clock.js'
import { message } from './examples.js'
import { bare, liveStage } from './live-stage.js'

describe('choosing the way of an answer', function () {
  this.timeout(60_000)
  const live = liveStage()
  const choose = (key: string) => live.page.locator('[data-route]').selectOption(key)
  const text = () => live.page.locator('#f-text')
  /** Of the composer's edge. */
  const colour = () =>
    live.page.evaluate<string>(`getComputedStyle(document.querySelector('[data-composer]')).borderTopColor`)
  const posted = async (nth = 0): Promise<Record<string, unknown>> => {
    while (live.story.posted.length <= nth) await live.page.waitForTimeout(20)
    return live.story.posted[nth]!
  }

  it('goes by the keyboard, and the answer goes by the way that was chosen', async () => {
    await live.page.locator('[data-route]').focus()
    await live.page.keyboard.press('ArrowDown')
    expect(await live.page.locator('[data-route]').inputValue()).to.equal('whatsapp-1')
    await choose('messenger-1')
    await live.write('Hemen bakıyoruz')
    expect(await posted()).to.include({ kind: 'reply', route: 'messenger-1' })
    await live.page.locator('.message.is-pending .message-channel', { hasText: 'Messenger' }).waitFor()
    await live.page.keyboard.press('n')
    await live.page.keyboard.type('Yalnız bize')
    await live.page.getByRole('button', { name: 'Notu kaydet' }).click()
    expect(await posted(1)).not.to.have.property('route')
  })

  it('shows unmistakably when everybody will read it: by colour, word and icon, and on the button', async () => {
    const banner = live.page.locator('.public-banner:visible')
    expect(await banner.count()).to.equal(0)
    await choose('messenger-2')
    expect(await banner.innerText()).to.include('HERKESE AÇIK')
    expect(await banner.locator('svg').count()).to.be.greaterThan(0)
    await live.page.getByRole('button', { name: 'Herkese açık yayımla' }).waitFor()
    const edge = await colour()
    await choose('email-1')
    const usual = await colour()
    expect(edge).not.to.equal(usual)
    expect(await banner.count()).to.equal(0)
    await choose('messenger-2')
    await live.page.getByText('Dahili not', { exact: true }).click()
    expect(await banner.count()).to.equal(0)
  }) // prettier-ignore

  it('has one place for chosen files, so that they never overwrite what is said of a way', async () => {
    const places = live.page.locator('[data-composer] [data-files]')
    expect(await places.count()).to.equal(1)
    expect(await live.page.locator('[data-route-notes] [data-files]').count()).to.equal(0)
  })

  it('puts the customer’s own link into a text that cannot be answered, and only the open one where all read', async () => {
    await text().fill('Yola çıktı')
    await choose('sms-1')
    await live.page.getByText('Müşteri bu yoldan yanıt veremez').waitFor()
    await live.page.getByRole('button', { name: 'Bağlantıyı ekle' }).click()
    expect(await text().inputValue()).to.equal('Yola çıktı\n\nYanıtınız için: https://ornek.com/t/abc?k=1')
    await text().fill('Üzgünüz')
    await choose('messenger-2')
    await live.page.getByRole('button', { name: 'Özelde devam et metnini ekle' }).click()
    expect(await text().inputValue()).to.equal('Üzgünüz\n\nÖzelden: https://ornek.com/t/abc')
    expect(await text().inputValue()).not.to.include('?k=')
  })

  it('counts an SMS in parts, offers it without the letters that cost, and writes it so only when asked', async () => {
    expect(await live.page.evaluate('performance.getEntriesByType("resource").some((one) => one.name.includes("sms-counter"))')).to.equal(false) // prettier-ignore
    await choose('sms-1')
    const words = `${'Siparişiniz yola çıktı. '.repeat(4)}İyi günler`
    await text().fill(words)
    await live.page.getByText(/^2 SMS · 106 birim · UCS-2$/).waitFor()
    expect(await text().inputValue()).to.equal(words)
    await live.page.getByRole('button', { name: 'Türkçe harfsiz yazım: 1 SMS (1 daha az)' }).click()
    expect(await text().inputValue()).to.equal(`${'Siparisiniz yola cikti. '.repeat(4)}Iyi günler`)
    await live.page.getByText(/^1 SMS · 106 birim · GSM-7$/).waitFor()
  })

  it('fills in an approved template and sends its name with the words', async () => {
    await choose('whatsapp-1')
    await live.page.getByText('Yalnızca onaylı bir şablon gönderilebilir').waitFor()
    await live.page.locator('[data-template]:visible').selectOption('kargo:tr')
    expect(await text().inputValue()).to.equal('Merhaba, siparişiniz yolda.')
    await live.page.getByRole('button', { name: 'Gönder', exact: true }).click()
    expect(await posted()).to.deep.include({ route: 'whatsapp-1', template: { id: 'kargo:tr' } })
    await choose('email-1')
    await live.write('Serbest söz')
    expect(await posted(1)).not.to.have.property('template')
  })

  it('takes files only where they are taken, for notes always', async () => {
    const input = live.page.locator('[data-attach]')
    expect(await input.isDisabled()).to.equal(false)
    await choose('whatsapp-1')
    expect(await input.isDisabled()).to.equal(true)
    await live.page.getByText('Dahili not', { exact: true }).click()
    expect(await input.isDisabled()).to.equal(false)
  })

  it('counts down to the longest text, and says by how much it is too long', async () => {
    await choose('messenger-2')
    await text().fill('a'.repeat(500))
    await live.page.getByText('500 / 500 karakter').waitFor()
    await text().fill('a'.repeat(503))
    await live.page.getByText('3 karakter fazla (503 / 500)').waitFor()
  })

  it('says in words what the server refuses, limits included, and gives the text back', async () => {
    live.story.answer = () => ({ status: 422, body: { error: { code: 'reply_too_long', details: { length: 600, limit: 500 } } } }) // prettier-ignore
    await choose('messenger-2')
    await text().fill('uzun')
    await live.page.getByRole('button', { name: 'Herkese açık yayımla' }).click()
    await live.page.getByText('Yanıt çok uzun: 600 karakter, en çok 500.').waitFor()
    await live.page.getByRole('button', { name: 'Düzenle' }).click()
    expect(await text().inputValue()).to.equal('uzun')
  })

  it('follows the customer to the way they write by now, unless the agent has chosen one', async () => {
    const heard = (seq: number) => live.push(message(nowMs(), { ...bare, id: `m${seq}`, seq, channel: 'whatsapp', text: 'Buradayım' })) // prettier-ignore
    const fetched = () => live.page.waitForResponse((response) => response.url().includes('fragment=thread'))
    let asked = fetched()
    heard(8)
    await asked
    expect(await live.page.locator('[data-route]').inputValue()).to.equal('email-1')
    await choose('sms-1')
    asked = fetched()
    heard(9)
    await asked
    await live.page.waitForTimeout(100)
    expect(await live.page.locator('[data-route]').inputValue()).to.equal('sms-1')
    await live.page.getByText('Müşteri bu yoldan yanıt veremez').waitFor()
  })

  it('cannot choose who has asked for silence', async () => {
    expect(await live.page.locator('[data-route] option[value="sms-2"]').isDisabled()).to.equal(true)
  })
})
