import { expect } from 'chai'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { cleanFileName } from '../../../channels/email/parse/attachments.js'
import { parts, rawMail } from '../../support/mail.js'

const mixed = (...list: string[]) =>
  parseMail(rawMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, parts('b', ...list)))

describe('files of a mail', () => {
  const names: [fields: string, name: string][] = [
    [
      'Content-Disposition: attachment; filename*0*=UTF-8\'\'%C3%A7i%C3%A7ek; filename*1="-solmu"; filename*2*=%C5%9F.jpg',
      'çiçek-solmuş.jpg',
    ],
    ['Content-Disposition: attachment; filename="C:\\Users\\ayse\\foto.jpg"', 'foto.jpg'],
    ['Content-Disposition: attachment; filename="../../etc/passwd"', 'passwd'],
    ['Content-Disposition: attachment; filename="a;b.jpg"', 'a;b.jpg'],
    ['Content-Disposition: attachment; filename=iki kelime.jpg', 'iki kelime.jpg'],
    ['Content-Disposition: attachment; filename="=?utf-8?Q?fatura_=C5=9Eubat.pdf?="', 'fatura Şubat.pdf'],
    ['Content-Type: image/png; name="ekran.png"', 'ekran.png'],
    ['Content-Type: image/png; file=ekran.png', 'ekran.png'],
    ['Content-Type: image/jpeg\nContent-Disposition: attachment', 'attachment-1.jpg'],
    ['Content-Type: application/ms-tnef', 'winmail.dat'],
    ['Content-Type: text/calendar; method=REQUEST', 'invite.ics'],
  ]
  for (const [fields, name] of names) {
    it(`names a file by ${fields.slice(0, 70)}`, () => {
      expect(
        mixed('Content-Type: text/plain\n\nEkte', `${fields}\n\nx`).files.map((file) => file.name),
      ).to.deep.equal([name])
    })
  }

  it('takes direction marks, zero-width characters and controls out of names', () => {
    expect(cleanFileName('fatura\u202Efdp.exe\u200B\u0007')).to.equal('faturafdp.exe')
    expect(cleanFileName('..')).to.equal('')
    expect(cleanFileName('s\u0327.txt')).to.equal('ş.txt')
    expect(cleanFileName(`${'a'.repeat(500)}.jpeg`))
      .to.have.length(200)
      .and.match(/\.jpeg$/)
  })

  it('keeps text with a file name as a file and out of the body', () => {
    const mail = mixed(
      'Content-Type: text/plain\n\nGövde',
      'Content-Type: text/plain; name=log.txt\nContent-Disposition: inline\n\nkayıt',
    )
    expect(mail.text).to.equal('Gövde')
    expect(mail.files.map(({ name, type }) => [name, type])).to.deep.equal([['log.txt', 'text/plain']])
  })

  it('keeps a forwarded mail whole as a file named by its subject', () => {
    const mail = mixed(
      'Content-Type: text/plain\n\nBakın',
      'Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?=C5=9Eik=C3=A2yet?=\n\niç gövde',
    )
    expect(mail.text).to.equal('Bakın')
    expect(mail.files[0]).to.include({ name: 'Şikâyet.eml', type: 'message/rfc822' })
    expect(Buffer.from(mail.files[0]!.content).toString()).to.contain('iç gövde')
  })

  it('knows a picture that the HTML shows from one that is only attached', () => {
    const html = 'Content-Type: text/html\n\n<p>Bak <img src="cid:foto@1"></p>'
    const picture = (id: string): string =>
      `Content-Type: image/png\nContent-Id: <${id}>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=`
    const mail = mixed(html, picture('foto@1'), picture('yok@1'))
    expect(mail.files.map(({ inline, contentId, size }) => [inline, contentId, size])).to.deep.equal([[true, 'foto@1', 8], [false, 'yok@1', 8]]) // prettier-ignore
  })

  it('keeps an empty file, marked by its size', () => {
    expect(
      mixed('Content-Type: text/plain\n\nx', 'Content-Type: image/png; name=bos.png\n\n').files[0],
    ).to.include({ name: 'bos.png', size: 0 })
  })

  it('decodes base64 glued from pieces and broken quoted-printable', () => {
    expect(
      parseMail(rawMail({ 'Content-Transfer-Encoding': 'base64' }, 'TWVy\nYQ==\naGFiYQ==')).text,
    ).to.equal('Merahaba')
    expect(
      parseMail(rawMail({ 'Content-Transfer-Encoding': 'quoted-printable' }, 'a=C3=A7=\nb =ZZ = c')).text,
    ).to.equal('açb =ZZ = c')
  })
})

describe('the readable body', () => {
  it('prefers plain text and keeps the HTML beside it', () => {
    const body = parts(
      'b',
      'Content-Type: text/plain\n\ndüz',
      'Content-Type: text/html\n\n<p>zengin</p>',
      'Content-Type: text/x-amp-html\n\n<p>amp</p>',
    )
    const mail = parseMail(rawMail({ 'Content-Type': 'multipart/alternative; boundary=b' }, body))
    expect([mail.text, mail.html?.trim(), mail.files.length]).to.deep.equal(['düz', '<p>zengin</p>', 0])
  })

  it('reads HTML-only mail as text without its styles and links', () => {
    const mail = parseMail(
      rawMail(
        { 'Content-Type': 'text/html' },
        '<style>p{color:red}</style><h1>Selam</h1><p>Bir</p><p>İki <a href="https://x.example">bağ</a></p>',
      ),
    )
    expect(mail.text)
      .to.contain('Selam')
      .and.contain('İki bağ')
      .and.not.contain('color')
      .and.not.contain('x.example')
  })

  it('joins the pieces of a mixed mail in order', () => {
    expect(
      mixed(
        'Content-Type: text/plain\n\nbir',
        'Content-Type: image/png\n\nx',
        'Content-Type: text/plain\n\niki',
      ).text,
    ).to.equal('bir\niki')
  })

  it('joins the soft lines of format=flowed', () => {
    expect(
      parseMail(
        rawMail({ 'Content-Type': 'text/plain; format=flowed' }, 'uzun bir \nsatır\n> alıntı \n> devamı'),
      ).text,
    ).to.equal('uzun bir satır\n> alıntı devamı')
  })

  it('loses neither of two plain texts that call themselves alternatives', () => {
    const body = parts('b', 'Content-Type: text/plain\n\nbir', 'Content-Type: text/plain\n\niki')
    expect(parseMail(rawMail({ 'Content-Type': 'multipart/alternative; boundary=b' }, body)).text).to.equal(
      'bir\niki',
    )
  })

  it('reads a header whose first field is indented and one with a stray line in it', () => {
    const mail = parseMail(Buffer.from(' From: a@b.c\nSubject: konu\nstray line\nTo: d@e.f\n\nmetin'))
    expect([mail.facts.from?.address, mail.subject, mail.facts.to, mail.text]).to.deep.equal([
      'a@b.c',
      'konu',
      ['d@e.f'],
      'metin',
    ])
  })

  const broken: [string, string, string][] = [
    ['no closing boundary', 'multipart/mixed; boundary=b', '--b\n\nmetin'],
    ['no boundary parameter', 'multipart/mixed', '--xyz\n\nmetin\n--xyz--\n'],
    ['text behind the boundary', 'multipart/mixed; boundary=b', '--b junk\n\nmetin\n--b--junk\n'],
    ['a boundary that never comes', 'multipart/mixed; boundary=b', 'metin'],
    [
      'a part without a header',
      'multipart/mixed; boundary=b',
      '--b\n--b\nContent-Type: text/plain\n\nmetin\n--b--',
    ],
    ['a header without end', 'text/plain', 'metin'],
  ]
  for (const [what, type, body] of broken) {
    it(`finds the text despite ${what}`, () => {
      expect(parseMail(rawMail({ 'Content-Type': type }, body)).text).to.equal('metin')
    })
  }
})
