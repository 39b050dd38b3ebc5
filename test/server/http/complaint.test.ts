import { expect } from 'chai'
import { hours, travel } from '../../../server/lib/clock.js'
import { Attachment } from '../../../server/models/attachments/attachment.js'
import {
  ChannelAccountModel,
  type ChannelAccountRecord,
} from '../../../server/models/channel-accounts/index.js'
import { Inbound } from '../../../server/models/intake/index.js'
import { useApp } from '../../support/app.js'
import {
  complainant,
  complaintOf,
  dot,
  formOpens,
  keptFiles,
  opensForm,
  tokenIn,
} from '../../support/complainant.js'
import { useDatabase } from '../../support/database.js'
import { allMessages, allTickets, settled } from '../../support/worker.js'

const picture = (name: string, content = dot) => ({ name, type: 'image/png', content })

describe('the public complaint form', () => {
  useDatabase()
  const app = useApp()
  let account: ChannelAccountRecord
  before(() => {
    app().context.queue.work(app().context)
  })
  beforeEach(async () => {
    account = await formOpens(app().context)
  })

  it('becomes a ticket with everything that was written in it, and shows its number', async () => {
    const ayse = complainant(app().url)
    const token = await opensForm(ayse)
    const sent = await ayse.send('/complaint', complaintOf(token), [picture('kırık vazo.png')])
    expect(sent.status, sent.html.slice(0, 2_000)).to.equal(303)
    const shown = await ayse.open(sent.location)
    const [ticket, ...others] = await allTickets()
    expect(others).to.be.empty
    expect(shown.html).to.include(`#${ticket!.number}`)
    expect(ticket).to.include({ channel: 'form', category: 'damaged_in_transit', wanted: 'replacement', customerName: 'Ayşe Yılmaz' })
    const [message] = await allMessages()
    expect(message).to.include({ kind: 'in', channel: 'form', authorAddress: 'ayse@posta.example' })
    expect(message!.text).to.equal('Vazo kırık geldi, içindeki güller de ezilmişti.')
    expect(message!.rating).to.deep.equal({ value: 1, max: 5 })
    expect(message!.attachments.map(({ name, type }) => ({ name, type }))).to.deep.equal([{ name: 'kırık vazo.png', type: 'image/png' }])
    const { answers = [], order } = message!.asked ?? {}
    expect(order).to.equal('CP-88231')
    expect(answers).to.deep.include({ question: 'Hangi ürün, nasıl hasarlı?', answer: 'Mavi vazo' })
    expect(answers).to.deep.include({ question: 'Paket de hasarlı mıydı?', answer: 'Evet' })
    expect(answers.find(({ question }) => question === 'Aydınlatma metni')?.answer).to.match(/^Kabul edildi: 20\d\d-.*Z, sürüm [0-9a-f]{12}$/)
  }) // prettier-ignore

  it('proves nothing of the address that was typed: it does not join the customer who owns it', async () => {
    const ayse = complainant(app().url)
    for (const text of ['Birinci şikâyetim bu, lütfen bakın.', 'İkinci şikâyetim bu, lütfen bakın.'])
      await ayse.send('/complaint', complaintOf(await opensForm(ayse), { text }))
    await settled(app().context)
    const tickets = await allTickets()
    expect(tickets).to.have.length(2)
    expect(String(tickets[0]!.customer)).not.to.equal(String(tickets[1]!.customer))
  })

  it('shows a category’s own questions after a plain round trip and keeps what was typed, without a fault', async () => {
    const ayse = complainant(app().url)
    const first = await ayse.open('/complaint')
    expect(first.html).to.match(/data-questions="off_platform_payment" hidden disabled/)
    const typed = {
      token: tokenIn(first.html),
      step: 'questions',
      category: 'off_platform_payment',
      name: 'Ayşe "Y"',
    }
    const { status, html } = await ayse.send('/complaint', typed)
    expect(status).to.equal(200)
    expect(html)
      .to.include('data-questions="off_platform_payment">')
      .and.include('value="Ayşe &quot;Y&quot;"')
    expect(html).to.match(/data-questions="damaged_in_transit" hidden disabled/)
    expect(html).not.to.include('data-faults')
  })

  it('names every fault above the form with a link to its field, and loses neither words nor files', async () => {
    const ayse = complainant(app().url)
    const token = await opensForm(ayse)
    const wrong = { text: 'Kısa', email: 'ayse@', phone: '12', consent: '', category: '' }
    const first = await ayse.send('/complaint', complaintOf(token, wrong), [picture('bir.png')])
    expect(first.status).to.equal(422)
    for (const field of ['category', 'text', 'email', 'phone', 'consent']) expect(first.html).to.include(`href="#f-${field}"`).and.include(`id="f-${field}"`)
    expect(first.html).to.include('Kısa').and.include('bir.png')
    expect(await Inbound.countDocuments()).to.equal(0)
    const [kept, ...more] = keptFiles(first.html)
    expect(more).to.be.empty
    const second = await ayse.send('/complaint', complaintOf(tokenIn(first.html), { upload: [kept!] }), [picture('iki.png')])
    expect(second.status).to.equal(303)
    await settled(app().context)
    const [message] = await allMessages()
    expect(message!.attachments.map(({ name }) => name)).to.deep.equal(['bir.png', 'iki.png'])
  }) // prettier-ignore

  it('takes pictures and PDFs up to the stated limits, says which limit was met, and nobody else’s files', async () => {
    const [ayse, can] = [complainant(app().url), complainant(app().url)]
    const refusedType = await ayse.send('/complaint', complaintOf(await opensForm(ayse)), [
      { name: 'fatura.pdf', type: 'application/pdf', content: Buffer.from('<script>alert(1)</script>') },
      { name: 'resim.png', type: 'image/png', content: Buffer.from('MZ not a picture') },
    ])
    expect(refusedType.status).to.equal(422)
    expect(refusedType.html).to.include('Resim ya da PDF seçin').and.not.include('resim.png')
    const large = await ayse.send('/complaint', complaintOf(await opensForm(ayse)), [picture('büyük.png', Buffer.concat([dot, Buffer.alloc(11 * 1024 * 1024)]))])
    expect(large.status).to.equal(422)
    expect(large.html).to.include('10 MB').and.include('Vazo kırık geldi')
    const many = await ayse.send('/complaint', complaintOf(await opensForm(ayse)), Array.from({ length: 6 }, (_, i) => picture(`${i}.png`)))
    expect(many.status).to.equal(422)
    expect(many.html).to.include('En çok 5 dosya')
    const stolen = await ayse.send('/complaint', complaintOf(await opensForm(ayse), { text: 'Kısa' }), [picture('benim.png')])
    const theirs = keptFiles(stolen.html)
    expect(theirs).to.have.length(1)
    await can.send('/complaint', complaintOf(await opensForm(can), { upload: theirs }))
    await settled(app().context)
    const [message] = await allMessages()
    expect(message!.attachments).to.be.empty
    expect(await Attachment.countDocuments({ message: null, name: 'benim.png' })).to.equal(1)
  }).timeout(20_000) // prettier-ignore

  it('is one complaint when it is sent twice, also at the same moment, and shows the same number', async () => {
    const ayse = complainant(app().url)
    const token = await opensForm(ayse)
    const both = await Promise.all([1, 2].map(() => ayse.send('/complaint', complaintOf(token))))
    const again = await ayse.send(
      '/complaint',
      complaintOf(token, { text: 'Başka bir metinle, ama aynı sayfadan.' }),
    )
    expect(new Set([...both, again].map(({ location }) => location))).to.have.property('size', 1)
    await settled(app().context)
    const [ticket, ...others] = await allTickets()
    expect(others).to.be.empty
    expect(await allMessages()).to.have.length(1)
    expect((await ayse.open(again.location)).html).to.include(`#${ticket!.number}`)
  })

  it('asks who presses sooner than a person can read, or a day later, to press once more', async () => {
    const ayse = complainant(app().url)
    const { html } = await ayse.open('/complaint')
    const early = await ayse.send('/complaint', complaintOf(tokenIn(html)))
    expect(early.status).to.equal(422)
    expect(early.html).to.include('bir kez daha basın').and.include('Vazo kırık geldi')
    travel(hours(25))
    const late = await ayse.send('/complaint', complaintOf(tokenIn(early.html)))
    expect(late.status).to.equal(422)
    expect(late.html).to.include('uzun süre açık kaldı')
    expect(await Inbound.countDocuments()).to.equal(0)
    travel(hours(1))
    expect((await ayse.send('/complaint', complaintOf(tokenIn(late.html)))).status).to.equal(303)
    const forged = await ayse.send(
      '/complaint',
      complaintOf(`${'0'.repeat(26)}-${'1'.repeat(8)}-${'0'.repeat(26)}`),
    )
    expect(forged.status).to.equal(422)
  })

  it('keeps nothing of what fills in the field that no person sees, and does not tell', async () => {
    const robot = complainant(app().url)
    const sent = await robot.send('/complaint', complaintOf(await opensForm(robot), { website: 'https://spam.example' }), [picture('x.png')])
    expect(sent.status).to.equal(303)
    const shown = await robot.open(sent.location)
    expect(shown.status).to.equal(200)
    expect(shown.html).to.include('Şikâyetinizi aldık')
    expect(await Inbound.countDocuments()).to.equal(0)
    expect(await Attachment.countDocuments()).to.equal(0)
  }) // prettier-ignore

  it('speaks both languages, and a change of language loses nothing that was typed', async () => {
    const oliver = complainant(app().url, 'en-GB')
    const first = await oliver.open('/complaint')
    expect(first.html).to.include('<html lang="en"').and.include('Tell us what went wrong')
    const turkish = await oliver.send('/complaint', complaintOf(tokenIn(first.html), { lang: 'tr' }), [picture('foto.png')])
    expect(turkish.status).to.equal(200)
    expect(turkish.html).to.include('<html lang="tr"').and.include('Vazo kırık geldi').and.include('foto.png')
    expect((await oliver.open('/complaint')).html).to.include('<html lang="tr"')
    expect((await oliver.open('/complaint?lang=en')).location).to.equal('/complaint')
    expect((await oliver.open('/privacy')).html).to.include('Privacy notice').and.include('Şikâyet formu')
  }) // prettier-ignore

  it('shows the organisation’s own privacy notice, whose version changes with its words', async () => {
    const ayse = complainant(app().url)
    const version = async () => /sürümü: ([0-9a-f]{12})/.exec((await ayse.open('/privacy')).html)?.[1]
    const before = await version()
    await ChannelAccountModel.updateOne({ _id: account._id }, { $set: { 'settings.privacyTr': ['Bizim metnimiz <b>'] } }) // prettier-ignore
    const { html } = await ayse.open('/privacy')
    expect(html).to.include('Bizim metnimiz &lt;b&gt;')
    expect(await version()).not.to.equal(before)
  })

  it('takes 20 posts of a network in a quarter of an hour and then none, before it reads any file', async () => {
    const robot = complainant(app().url)
    for (let count = 0; count < 20; count++) await robot.send('/complaint', { step: 'questions' })
    const refused = await robot.send('/complaint', { step: 'questions' }, [picture('x.png')])
    expect(refused.status).to.equal(429)
    expect(Number(refused.headers.get('retry-after'))).to.be.above(0)
  })

  it('is not there where its account is switched off, and refuses a post from another site', async () => {
    const elsewhere = await fetch(`${app().url}/complaint`, { method: 'POST', body: new FormData(), headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } }) // prettier-ignore
    expect(elsewhere.status).to.equal(403)
    await ChannelAccountModel.updateOne({ _id: account._id }, { $set: { enabled: false } })
    const ayse = complainant(app().url)
    expect((await ayse.open('/complaint')).status).to.equal(404)
    expect((await ayse.send('/complaint', complaintOf('x'))).status).to.equal(404)
  })
})
