import { expect } from 'chai'
import { nowMs } from '../../server/lib/clock.js'
import { message } from './examples.js'
import { bare, liveStage } from './live-stage.js'

describe('a ticket that others have open too', function () {
  this.timeout(60_000)
  const live = liveStage()
  const gul = { id: 'u2', name: 'Gül Şahin' }
  const say = (user: { id: string; name: string }, state: string, ticket = 4211): void => {
    live.io.of('/agent').emit('presence', { ticket, user, state, at: new Date(nowMs()).toISOString() })
  }

  it('says who looks and who writes, and takes it back when they go', async () => {
    const strip = live.page.locator('[data-watchers]')
    expect(await strip.getAttribute('role')).to.equal('status')
    expect(await strip.isVisible()).to.equal(false)
    say(gul, 'viewing')
    await strip.getByText('Gül Şahin bu talebe bakıyor').waitFor()
    say(gul, 'typing')
    await strip.getByText('Gül Şahin yazıyor').waitFor()
    say({ id: 'u3', name: 'Can <b>Öz</b>' }, 'viewing')
    await strip.getByText('Can <b>Öz</b> bu talebe bakıyor').waitFor()
    say(gul, 'left')
    say({ id: 'u3', name: 'Can' }, 'left')
    await strip.waitFor({ state: 'hidden' })
  })

  it('says nothing of the reader’s own other windows, nor of another ticket', async () => {
    say({ id: 'u1', name: 'Mehmet Işık' }, 'typing')
    say({ id: 'u4', name: 'Deniz Ak' }, 'viewing', 4210)
    say(gul, 'viewing')
    await live.page.getByText('Gül Şahin bu talebe bakıyor').waitFor()
    expect((await live.page.locator('[data-watchers] p').innerText()).trim()).to.equal(
      'Gül Şahin bu talebe bakıyor',
    )
  })

  it('tells the others that this person writes', async () => {
    const heard: unknown[] = []
    for (const socket of live.io.of('/agent').sockets.values())
      socket.on('presence', (news: unknown) => heard.push(news))
    await live.page.locator('#f-text').pressSequentially('Merhaba')
    while (heard.length === 0) await live.page.waitForTimeout(20)
    expect(heard).to.deep.equal([{ ticket: 4211, state: 'typing' }])
  })
})

describe('files of a reply', function () {
  this.timeout(60_000)
  const live = liveStage()
  const pdf = { name: 'Fatura 12.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') }
  const stored = { id: 'a1', name: pdf.name, type: pdf.mimeType, size: 8, url: '/x', image: false }
  const sent = (): unknown => live.story.posted.at(-1)?.['attachments']

  it('are uploaded when they are chosen, and go with the reply', async () => {
    await live.page.route('**/api/v1/attachments', (route) =>
      route.fulfill({ status: 201, json: { items: [stored] } }),
    )
    await live.page.locator('[data-attach]').setInputFiles([pdf])
    await live.page.locator('[data-file]:not(:has(progress))').getByText('Fatura 12.pdf').waitFor()
    await live.write('Faturanız ekte')
    while (live.story.posted.length === 0) await live.page.waitForTimeout(20)
    expect(sent()).to.deep.equal(['a1'])
    expect(await live.page.locator('[data-file]').count()).to.equal(0)
    await live.page.locator('.message .attachment').getByText('Fatura 12.pdf').last().waitFor()
  })

  it('hold the reply back while one of them could not be uploaded, until it is removed', async () => {
    await live.page.route('**/api/v1/attachments', (route) => route.abort())
    await live.page.locator('[data-attach]').setInputFiles([pdf])
    await live.page.getByRole('button', { name: 'Yeniden dene' }).waitFor()
    await live.write('Faturanız ekte')
    await live.page.getByText('Yüklenemeyen dosyayı kaldırın').waitFor()
    expect(live.story.posted).to.deep.equal([])
    expect(await live.page.locator('#f-text').inputValue()).to.equal('Faturanız ekte')
    await live.page.getByRole('button', { name: 'Fatura 12.pdf dosyasını kaldır' }).click()
    await live.page.getByRole('button', { name: 'Gönder', exact: true }).click()
    while (live.story.posted.length === 0) await live.page.waitForTimeout(20)
    expect(sent()).to.deep.equal([])
  })

  it('are refused at once when they are too large, without being sent anywhere', async () => {
    let asked = 0
    await live.page.route('**/api/v1/attachments', (route) => {
      asked += 1
      return route.abort()
    })
    const large = { ...pdf, buffer: Buffer.alloc(10 * 1024 * 1024 + 1) }
    await live.page.locator('[data-attach]').setInputFiles([large])
    await live.page.getByText('10 MB sınırından büyük').waitFor()
    expect(asked).to.equal(0)
  })
})

describe('a reply that is taken back', function () {
  this.timeout(60_000)
  const live = liveStage()

  it('returns to the composer whole, also when the page shows only its beginning', async () => {
    const delivery = { state: 'queued' as const, reason: '', detail: '', at: new Date(nowMs()).toISOString() }
    const mine = { kind: 'reply' as const, author: { id: 'u1', name: 'Mehmet Işık' }, delivery }
    const view = message(nowMs(), { ...bare, ...mine, id: 'm9', seq: 8, text: 'Uzun bir…', truncated: true })
    await live.page.route('**/messages/m9/text', (route) => route.fulfill({ body: 'Uzun bir yanıtın sonu' }))
    await live.page.route('**/messages/m9/retraction', (route) => route.fulfill({ status: 200, body: '' }))
    live.push(view)
    await live.page.keyboard.press('n')
    await live.page.locator('[data-id="m9"]').getByRole('button', { name: 'Geri al' }).click()
    await live.page.waitForFunction(`document.querySelector('#f-text').value !== ''`)
    expect(await live.page.locator('#f-text').inputValue()).to.equal('Uzun bir yanıtın sonu')
    expect(await live.page.locator('[name="kind"][value="reply"]').isChecked()).to.equal(true)
  })
})
