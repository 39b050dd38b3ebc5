import { expect } from 'chai'
import { doubtOf, misleads } from '../../../views/helpers/links.js'
import { linkify } from '../../../views/helpers/text.js'
import { sanitiseMailHtml } from '../../../views/mail-html.js'
import { isRisky } from '../../../views/present/risky-files.js'

const warn = ({ code, host }: { code: string; host: string }) => `!${code} ${host}`
const mail = (html: string) => sanitiseMailHtml(html, { images: 'blocked', cid: () => null, warn }).html

describe('doubtful links', () => {
  it('are those whose host imitates another by its letters, hides behind a name, or has none', () => {
    const doubts: [string, string | null][] = [
      ['https://аррle.com/iade', 'letters xn--le-6kctg.com'],
      ['https://paypaı.com', 'letters'],
      ['https://xn--iek-1la.com', 'letters'],
      ['https://banka.com@kotu.example/giris', 'login kotu.example'],
      ['http://192.0.2.7/odeme', 'number 192.0.2.7'],
      ['http://[::1]/x', 'number'],
      ['https://çiçek.com.tr/kampanya', null],
      ['https://ornek.com/iade?a=b@c', null],
    ]
    for (const [url, expected] of doubts) {
      const doubt = doubtOf(url)
      if (expected === null) expect(doubt, url).to.equal(null)
      else expect(`${doubt?.code} ${doubt?.host}`, url).to.include(expected.split(' ')[0])
    }
    expect(doubtOf('https://banka.com@kotu.example/giris')?.host).to.equal('kotu.example')
  })

  it('mislead where their words name another place, not where they name it or a part of it', () => {
    expect(misleads('https://banka.com.tr/giris', 'https://kotu.example/giris')).to.deep.equal({ code: 'elsewhere', host: 'kotu.example' })
    expect(misleads('banka.com.tr', 'https://kotu.example')).not.to.equal(null)
    for (const [words, href] of [['www.banka.com.tr', 'https://banka.com.tr/x'], ['banka.com.tr', 'https://giris.banka.com.tr'], ['Buraya tıklayın', 'https://kotu.example'], ['1.5 kg', 'https://a.example']] as const)
      expect(misleads(words, href), words).to.equal(null)
  }) // prettier-ignore

  it('say so beside themselves, in text and in mail, and ordinary ones say nothing', () => {
    const html = linkify('bkz. https://banka.com@kotu.example/x ve https://ornek.com/a', warn)
    expect(html.match(/link-doubt/g)).to.have.length(1)
    expect(html).to.include('<span class="link-doubt">!login kotu.example</span>')
    expect(linkify('https://banka.com@kotu.example/x')).not.to.include('link-doubt')
    expect(mail('<a href="https://kotu.example/x"><b>https://banka.com.tr</b></a>')).to.include('!elsewhere kotu.example')
    expect(mail('<a href="https://ornek.com/x">ornek.com</a>')).not.to.include('link-doubt')
  }) // prettier-ignore

  it('let no markup through in their warnings', () => {
    const html = mail('<a href="https://kotu.example/&quot;&gt;&lt;img src=x&gt;">https://banka.com.tr</a>')
    expect(html).not.to.match(/<img/)
    expect(html).to.include('!elsewhere kotu.example')
  })
})

describe('files that may do harm', () => {
  it('are known by their last ending or by their type, whatever stands before', () => {
    for (const name of ['fatura.pdf.exe', 'x.JS', 'sayfa.html', 'logo.svg', 'tablo.xlsm', 'iade.docm ', 'a.lnk', 'b.iso.'])
      expect(isRisky(name, 'application/octet-stream'), name).to.equal(true)
    expect(isRisky('fatura', 'text/html')).to.equal(true)
    expect(isRisky('tablo.dat', 'application/vnd.ms-excel.sheet.macroEnabled.12')).to.equal(true)
    for (const name of ['fatura.pdf', 'gül.jpg', 'tablo.xlsx', 'metin.txt', 'exe', 'ses.ogg', 'com.example.pdf'])
      expect(isRisky(name, 'application/pdf'), name).to.equal(false)
  }) // prettier-ignore
})
