import { expect } from 'chai'
import { liveStage } from './live-stage.js'

describe('help beside the composer', function () {
  this.timeout(60_000)
  const live = liveStage()

  it('opens the form for a call in its place, ready for what was said, by key as by mouse', async () => {
    const { page } = live
    expect(await page.locator('#call-form[open]').count()).to.equal(0)
    await page.locator('.composer-call').focus()
    await page.keyboard.press('Enter')
    await page.locator('#call-form textarea[name="note"]').waitFor({ state: 'visible' })
    expect(await page.evaluate<string>('document.activeElement.name')).to.equal('note')
    expect(page.url()).not.to.include('/calls/new')
    expect(
      await page.evaluate<number>('document.documentElement.scrollTop + document.body.scrollTop'),
    ).to.equal(0)
  })

  it('puts the words of a playbook after what is written, and sends nothing', async () => {
    const { page } = live
    await page.locator('#f-text').fill('Merhaba,')
    await page.locator('[data-insert-words]').click()
    expect(await page.locator('#f-text').inputValue()).to.equal('Merhaba,\n\nÖzür dileriz <b>')
    expect(live.story.posted).to.deep.equal([])
  })
})
