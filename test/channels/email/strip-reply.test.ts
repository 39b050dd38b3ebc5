import { expect } from 'chai'
import { delimiterLines, stripReply } from '../../../channels/email/strip-reply.js'

const mine = 'Teşekkürler, hâlâ iade bekliyorum.'
const old = ['Merhaba Ayşe Hanım,', 'Siparişinizi inceliyoruz.']
const quoted = old.map((line) => `> ${line}`).join('\n')
const plain = old.join('\n')

describe('parting the reply from what is quoted', () => {
  const quotes: [name: string, text: string][] = [
    [
      'Gmail, Turkish',
      `Destek <destek@x.example>, 21 Kas 2026 Cmt, 14:05 tarihinde şunu yazdı:\n\n${quoted}`,
    ],
    ['Gmail, Turkish, name only', `Destek Ekibi, 8 Şub 2026 Paz, 00:27 tarihinde şunu yazdı:\n${quoted}`],
    [
      'Gmail, Turkish, name wrapped away',
      `Çiçek Pazarı Destek\n<destek@x.example>, 21 Kas 2026 Cmt, 14:05\ntarihinde şunu yazdı:\n\n${quoted}`,
    ],
    [
      'Apple Mail, Turkish',
      `21 Kas 2026 tarihinde saat 14:05’te Destek <destek@x.example> şunları yazdı:\n\n${quoted}`,
    ],
    [
      'Apple Mail, Turkish, date last',
      `Destek <destek@x.example> şunları yazdı (21 Kas 2026 14:05):\n\n${quoted}`,
    ],
    [
      'Yahoo, Turkish, unquoted',
      `21 Kasım 2026 Cumartesi 14:05:00 GMT+3 saatinde, Destek <destek@x.example> şunu yazdı:\n\n${plain}`,
    ],
    [
      'Outlook, Turkish',
      `________________________________\nKimden: Destek <destek@x.example>\nGönderildi: 21 Kasım 2026 Cumartesi 14:05\nKime: Ayşe\nKonu: [#4821]\n\n${plain}`,
    ],
    [
      'Outlook, Turkish, Gönderen',
      `Gönderen: Destek <destek@x.example>\nTarih: 21 Kasım 2026\nKonu: [#4821]\n\n${plain}`,
    ],
    ['Özgün İleti', `-----Özgün İleti-----\n${plain}`],
    ['Orijinal Mesaj', `----- Orijinal Mesaj -----\n${plain}`],
    ['Gmail, English', `On Sat, Nov 21, 2026 at 2:05 PM Support <support@x.example> wrote:\n\n${quoted}`],
    [
      'Gmail, English, wrapped',
      `On Sat, Nov 21, 2026 at 2:05 PM Flower Market Support\n<support@x.example> wrote:\n\n${quoted}`,
    ],
    [
      'Outlook, English',
      `From: Support <support@x.example>\nSent: Saturday, November 21, 2026 2:05 PM\nTo: Ayse\nSubject: [#4821]\n\n${plain}`,
    ],
    [
      'Outlook, English, bold',
      `*From:* Support\n*Sent:* Saturday, November 21, 2026 2:05 PM\n*To:* Ayse\n*Subject:* x\n\n${plain}`,
    ],
    ['Original Message', `-----Original Message-----\nFrom: Support\n\n${plain}`],
    ['our delimiter, Turkish', `${delimiterLines.tr}\n\n${plain}`],
    [
      'our delimiter, English, quoted',
      `On Sat, Nov 21, 2026 Support <s@x.example> wrote:\n> ${delimiterLines.en}\n>\n${quoted}`,
    ],
    ['quotation marks alone', quoted],
    ['a signature', `-- \nAyşe Yılmaz\n0532 000 00 00`],
    ['a telephone, Turkish', "iPhone'umdan gönderildi"],
    [
      'a telephone and a quotation',
      `iPhone'umdan gönderildi\n\nOn 21 Nov 2026, at 14:05, Support <s@x.example> wrote:\n\n${quoted}`,
    ],
    ['a telephone, English', 'Sent from my iPhone'],
  ]
  for (const [name, below] of quotes) {
    it(`cuts ${name}`, () => {
      const parted = stripReply({ text: `${mine}\n\n${below}` })
      expect(parted.reply).to.equal(mine)
      expect(parted.quoted).not.to.equal('')
    })
  }

  const whole = [
    'Paketin kimden geldiğini bilmiyorum, kurye 12:30 tarihinde yazdı: "evde yoktunuz" diye.',
    'Kurye bana 12:30 gibi şunu yazdı:\nevde yoktunuz',
    'Kurye 12:30 tarihinde şunu yazdı:\nevde yoktunuz',
    'On the phone your colleague wrote:\nnothing at all',
    'Kimden: bilmiyorum, kartta isim yok',
    'Sipariş bilgisi:\nGönderen: Ayşe\nAlıcı: Fatma\nTarih: 12 Mayıs\nTeslim edilmedi.',
    'From: a shop I trusted\nTo: never again',
    'Fiyatı 3 > 2 olmalı',
    'FYI\n\n---------- Forwarded message ---------\nFrom: Satıcı <s@x.example>\nDate: Sat, 21 Nov 2026 at 14:05\nSubject: Kargo\nTo: Ayşe\n\nGönderdik bile.',
    'Bakınız\n\n---------- İletilen ileti ---------\nKimden: Satıcı <s@x.example>\nTarih: 21 Kas 2026 14:05\nKonu: Kargo\n\nGönderdik.',
  ]
  for (const text of whole) {
    it(`leaves "${text.slice(0, 40).replace(/\n/g, ' ')}" whole`, () => {
      expect(stripReply({ text })).to.deep.equal({ reply: text, quoted: '' })
    })
  }

  it('keeps what is written below and between quotations', () => {
    const text = `Destek <d@x.example>, 21 Kas 2026 Cmt, 14:05 tarihinde şunu yazdı:\n> İade mi?\n\nEvet iade.\n\n> Adres?\n\nAynı adres.`
    expect(stripReply({ text }).reply.replace(/\n+/g, ' ')).to.equal('Evet iade. Aynı adres.')
  })

  it('never empties a mail that is nothing but quotation', () => {
    for (const text of [quoted, `-----Özgün İleti-----\n${plain}`, '-- \nAyşe']) {
      expect(stripReply({ text })).to.deep.equal({ reply: text, quoted: '' })
    }
  })

  const marks = [
    '<div class="gmail_quote">', '<div id="divRplyFwdMsg">', '<div class="moz-cite-prefix">', '<div class="protonmail_quote">',
    '<div data-marker="__QUOTED_TEXT__">', '<div class="yahoo_quoted">', '<span id="OLK_SRC_BODY_SECTION">', '<blockquote type="cite">',
  ] // prettier-ignore
  for (const mark of marks) {
    it(`cuts HTML at ${mark}`, () => {
      const html = `<style>.gmail_quote{color:red}</style><p>${mine}</p>${mark}<p>${plain}</p></div>`
      expect(stripReply({ text: `${mine}\n\n${plain}`, html }).reply).to.equal(mine)
    })
  }

  it('keeps a forward that HTML marks like a quotation', () => {
    const text = 'Bakın\n\nForwarded message\nGönderdik'
    const html =
      '<p>Bakın</p><div class="gmail_quote"><div>---------- Forwarded message ---------</div>Gönderdik</div>'
    expect(stripReply({ text, html }).reply).to.equal(text)
  })

  it('looks at 64 KB only and gives back all of a longer mail', () => {
    const long = 'çok uzun bir şikâyet satırı\n'.repeat(10_000)
    expect(stripReply({ text: `${long}\n${quoted}` }).reply).to.have.length(long.length + quoted.length + 1)
    expect(stripReply({ text: `${mine}\n\n-----Özgün İleti-----\n${long}` }).reply).to.equal(mine)
  })
})
