import { expect } from 'chai'
import iconv from 'iconv-lite'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { rawMail } from '../../support/mail.js'

const sentence = 'Çiçekler solmuş geldi, şikâyetçiyim. İade istiyorum, ığüşiöç ĞÜŞİÖÇ'
const encoded = (charset: string, text = sentence): Buffer => iconv.encode(text, charset)

describe('charsets of mail', () => {
  const labels: [label: string, bytes: string, guessed: string | null][] = [
    ['utf-8', 'utf-8', null],
    ['windows-1254', 'windows-1254', null],
    ['iso-8859-9', 'windows-1254', null],
    ['latin5', 'windows-1254', null],
    ['x-mac-turkish', 'macturkish', null],
    ['cp857', 'cp857', null],
    ['iso-8859-1', 'windows-1254', 'windows-1254'],
    ['windows-1252', 'windows-1254', 'windows-1254'],
    ['utf-8', 'windows-1254', 'windows-1254'],
    ['us-ascii', 'windows-1254', 'windows-1254'],
    ['us-ascii', 'utf-8', 'utf-8'],
    ['iso-8859-9', 'utf-8', 'utf-8'],
    ['no-such-charset', 'windows-1254', 'windows-1254'],
  ]
  for (const [label, bytes, guessed] of labels) {
    it(`reads ${bytes} text that is labelled ${label}`, () => {
      const mail = parseMail(rawMail({ 'Content-Type': `text/plain; charset=${label}` }, encoded(bytes)))
      expect(mail.text).to.equal(sentence)
      expect(mail.facts.charsetGuessed).to.equal(guessed)
    })
  }

  for (const charset of ['utf-8', 'windows-1254']) {
    it(`reads ${charset} text without any label`, () => {
      expect(parseMail(rawMail({}, encoded(charset))).text).to.equal(sentence)
    })
  }

  it('takes the mailbox fallback where neither label nor UTF-8 fits', () => {
    const raw = rawMail({}, encoded('koi8-r', 'Здравствуйте, товарищи'))
    expect(parseMail(raw, { fallbackCharset: 'koi8-r' }).text).to.equal('Здравствуйте, товарищи')
    expect(parseMail(raw).text).not.to.contain('Здравствуйте')
  })

  it('leaves latin-1 alone in a mailbox that is not Turkish', () => {
    const raw = rawMail(
      { 'Content-Type': 'text/plain; charset=iso-8859-1' },
      encoded('latin1', 'það er gott'),
    )
    expect(parseMail(raw, { locale: 'en' }).text).to.equal('það er gott')
    expect(parseMail(raw, { locale: 'tr' }).text).to.equal('şağ er gott')
  })

  it('keeps UTF-8 that was cut in the middle of a letter', () => {
    const cut = Buffer.from('Çiçekler solmuş geldi, şikâyetçiyim ş').subarray(0, -1)
    expect(parseMail(rawMail({ 'Content-Type': 'text/plain; charset=utf-8' }, cut)).text).to.match(
      /^Çiçekler solmuş geldi, şikâyetçiyim/,
    )
  })

  it('finds the charset that only the HTML itself names', () => {
    const html = encoded(
      'windows-1251',
      '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>',
    )
    const mail = parseMail(rawMail({ 'Content-Type': 'text/html' }, html))
    expect(mail.text).to.equal('Привет')
    expect(mail.facts.charsetGuessed).to.equal('windows-1251')
  })

  it('reads raw 8-bit header text by the charset of the body', () => {
    const head = Buffer.concat([
      Buffer.from('From: '),
      encoded('koi8-r', 'Иван'),
      Buffer.from(' <i@example.ru>\r\nSubject: '),
      encoded('koi8-r', 'Жалоба'),
    ])
    const raw = Buffer.concat([
      head,
      Buffer.from('\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n'),
      encoded('koi8-r', 'Текст'),
    ])
    const mail = parseMail(raw)
    expect(mail.subject).to.equal('Жалоба')
    expect(mail.facts.from?.name).to.equal('Иван')
  })

  it('joins a letter that two encoded words share, and drops the space between words only', () => {
    const [a, b] = [
      Buffer.from('ş').subarray(0, 1).toString('base64'),
      Buffer.from('ş').subarray(1).toString('base64'),
    ]
    expect(
      parseMail(rawMail({ Subject: `=?utf-8?B?${a}?=\r\n =?utf-8?B?${b}?= ve =?utf-8?Q?=C3=A7?=` })).subject,
    ).to.equal('ş ve ç')
  })

  it('never lets a header text bring line ends along', () => {
    const mail = parseMail(rawMail({ Subject: '=?utf-8?Q?bir=0D=0ABcc:_x@y.z?=' }))
    expect(mail.subject).to.equal('bir Bcc: x@y.z')
  })
})
