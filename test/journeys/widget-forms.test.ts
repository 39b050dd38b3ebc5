import { expect } from 'chai'
import { Attachment } from '../../server/models/attachments/attachment.js'
import { Outbox } from '../../server/models/outbox/index.js'
import { Satisfaction } from '../../server/models/satisfactions/index.js'
import { updateAccount } from '../../server/models/channel-accounts/index.js'
import { waitFor } from '../support/client.js'
import { useDatabase } from '../support/database.js'
import { begin, bubble, bubbles, lookAt, say, taken, theTicket, useShop } from '../support/shop.js'
import { allMessages, allTickets } from '../support/worker.js'

const asking = { preChat: { on: true, askOrder: true, askCategory: true, askRemedy: true } }

describe('the chat’s forms', function () {
  this.timeout(60_000)
  useDatabase()
  describe('before a conversation', () => {
    const shop = useShop(asking)

    it('ask one question at a time, tell what is amiss, and reach the agent with the first message', async () => {
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      await frame.locator('[data-screen=home] [data-begin]').click()
      const next = frame.getByRole('button', { name: 'Devam' })
      await frame.getByRole('textbox', { name: 'Adınız' }).fill('Ayşe Yılmaz')
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('ayse@')
      await next.click()
      await frame.getByText('Lütfen geçerli bir e-posta').waitFor()
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('ayse@posta.example')
      await next.click()
      await frame.getByText('onay kutusunu işaretleyin').waitFor()
      await frame.getByRole('checkbox', { name: 'Yanıtlar bu adrese' }).check()
      await next.click()
      await frame.getByText('2 / 4').waitFor()
      await frame.getByRole('textbox', { name: 'Sipariş numarası' }).fill('GP-4100')
      await frame.getByRole('textbox', { name: 'Sipariş numarası' }).press('Enter')
      await frame.getByText('3 / 4').waitFor()
      await next.click()
      await frame.getByText('Lütfen birini seçin').waitFor()
      await frame.getByLabel('Geciken ya da gelmeyen teslimat').check()
      await next.click()
      await frame.getByLabel('Yenisinin gönderilmesi').check()
      await next.click()
      await say(frame, 'Çiçekler hâlâ gelmedi')
      const ticket = await theTicket()
      const [message] = await allMessages(ticket._id)
      expect(message?.text).to.equal('Çiçekler hâlâ gelmedi')
      expect(message?.asked).to.deep.include({ category: 'delivery_late_or_missing', remedy: 'replacement', order: 'GP-4100' })
      expect(message?.asked?.answers).to.deep.equal([{ question: 'Sayfa', answer: `${shop().url}/` }])
      expect(ticket.customerName).to.equal('Ayşe Yılmaz')
    }) // prettier-ignore

    it('may be skipped, one by one, and are not asked again within the conversation', async () => {
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      await frame.locator('[data-screen=home] [data-begin]').click()
      for (const step of ['1 / 4', '2 / 4', '3 / 4', '4 / 4']) {
        await frame.getByText(step).waitFor()
        await frame.getByRole('button', { name: 'Geç', exact: true }).click()
      }
      await say(frame, 'Soru sormadan')
      const ticket = await theTicket()
      await taken(frame)
      expect((await allMessages(ticket._id))[0]?.asked).to.deep.include({ answers: [{ question: 'Sayfa', answer: `${shop().url}/` }] })
      await say(frame, 'bir şey daha')
      await taken(frame)
      expect(await bubbles(frame).count()).to.equal(2)
      expect(await allTickets()).to.have.length(1)
    }) // prettier-ignore
  })

  describe('when nobody is there', () => {
    const shop = useShop({ hours: {} })

    it('leave a message with an address, in the same conversation as ever', async () => {
      shop().agent.live.close()
      await updateAccount(shop().account._id, shop().account.version, { settings: { allowedOrigins: [shop().url], hours: 'mon 00:00-00:01' } }, shop().app.context.secrets)
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      expect(await frame.locator('[data-hours]').innerText()).to.match(/^Kapalıyız; .+ açılıyoruz$/)
      await frame.getByRole('button', { name: 'Bize yazın' }).click()
      await frame.getByRole('textbox', { name: 'Mesajınız' }).fill('Sabah arar mısınız?')
      await frame.getByRole('button', { name: 'Gönder' }).click()
      await frame.getByText('e-posta adresiniz gerekiyor').waitFor()
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('ayse@posta.example')
      await frame.getByRole('checkbox', { name: 'Yanıtlar bu adrese' }).check()
      await frame.getByRole('button', { name: 'Gönder' }).click()
      await frame.getByText('Mesajınızı aldık.').waitFor()
      await bubble(frame, 'Sabah arar mısınız?').waitFor()
      expect((await theTicket()).channel).to.equal('chat')
      await taken(frame)
      await say(frame, 'Akşam da olur')
      await taken(frame)
      expect(await allTickets()).to.have.length(1)
    }) // prettier-ignore
  })

  describe('when the answer is long in coming', () => {
    const shop = useShop({ awayMinutes: 0 })

    it('offer to leave an address, to which the transcript can be asked for once there was an answer', async () => {
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      await begin(frame)
      await say(frame, 'Kimse var mı?')
      await theTicket()
      await frame.getByRole('button', { name: 'Adresimi bırak' }).click()
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('ayse@posta.example')
      await frame.getByRole('checkbox', { name: 'Yanıtlar bu adrese' }).check()
      await frame.getByRole('button', { name: 'Gönder' }).click()
      await bubble(frame, 'Yanıtınızı bu adrese').waitFor()
      await taken(frame)
      expect(await frame.getByRole('button', { name: 'Adresimi bırak' }).isVisible()).to.equal(false)
      await shop().agent.reply('Buradayız')
      await bubble(frame, 'Buradayız').waitFor()
      await frame.getByRole('button', { name: 'Sohbet menüsü' }).click()
      await frame.getByRole('button', { name: 'Dökümü e-postayla iste' }).click()
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('baskasi@posta.example')
      await frame.getByRole('button', { name: 'Dökümü gönder' }).click()
      await frame.getByText('Bu adres bu sohbette verilmemiş.').waitFor()
      await frame.getByRole('textbox', { name: 'E-posta adresiniz' }).fill('ayse@posta.example')
      await frame.getByRole('button', { name: 'Dökümü gönder' }).click()
      await frame.getByText('Döküm birkaç dakika içinde').waitFor()
      const letters = await Outbox.find({ 'to.address': 'ayse@posta.example' }).lean()
      expect(JSON.stringify(letters)).to.include('Kimse var mı?')
    })
  })

  describe('in and after a conversation', () => {
    const shop = useShop()

    it('send pictures and PDF files, refuse others, and show what the agent sends', async () => {
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      await begin(frame)
      await frame.locator('[data-pick]').setInputFiles([
        { name: 'solmuş güller.png', mimeType: 'image/png', buffer: picture },
        { name: 'fatura.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') },
        { name: 'virus.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
      ])
      await frame.getByText('Yalnız görsel ve PDF').waitFor()
      expect(await frame.locator('[data-send]').isDisabled()).to.equal(true)
      await frame.locator('.chip').filter({ hasText: 'virus.exe' }).getByRole('button', { name: 'Kaldır' }).click()
      await frame.locator('[data-send]:enabled').waitFor()
      await say(frame, 'Fotoğrafı ekte')
      await theTicket()
      await taken(frame)
      const image = frame.locator('.picture img')
      await waitFor(async () => ((await image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth)) > 0 ? true : undefined), 5_000, () => 'the picture does not load')
      expect(await frame.locator('.file').innerText()).to.include('fatura.pdf')
      expect(await Attachment.countDocuments({ message: { $ne: null } })).to.equal(2)
    }) // prettier-ignore

    it('end the conversation and rate it; what is written afterwards begins anew', async () => {
      const { open } = await lookAt(shop(), await shop().visitor())
      const frame = await open()
      await begin(frame)
      await say(frame, 'Teşekkürler, çözüldü')
      await theTicket()
      await taken(frame)
      await frame.getByRole('button', { name: 'Sohbet menüsü' }).click()
      await frame.getByRole('button', { name: 'Sohbeti bitir' }).click()
      await frame.getByRole('button', { name: 'Sohbeti bitir' }).click()
      await frame.getByRole('button', { name: 'Değerlendirmeyi gönder' }).click()
      await frame.getByText('Lütfen bir puan seçin.').waitFor()
      await frame.getByLabel('4: memnun kaldım').check({ force: true })
      await frame.getByRole('textbox', { name: 'Eklemek istedikleriniz' }).fill('Hızlıydı')
      await frame.getByRole('button', { name: 'Değerlendirmeyi gönder' }).click()
      await frame.getByText('Görüşünüz bize ulaştı.').waitFor()
      expect(await Satisfaction.find({}, { score: 1, comment: 1, _id: 0 }).lean()).to.deep.equal([
        { score: 4, comment: 'Hızlıydı' },
      ])
      await frame.getByRole('button', { name: 'Sohbete dön' }).click()
      await frame.getByRole('button', { name: 'Yeni sohbet' }).click()
      await say(frame, 'Yeni bir konu')
      await bubble(frame, 'Yeni bir konu').waitFor()
      await taken(frame)
      expect(await bubbles(frame).count()).to.equal(1)
    })
  })
})

/** One red point. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64') // prettier-ignore
