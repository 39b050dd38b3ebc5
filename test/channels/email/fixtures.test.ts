import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { parseMail } from '../../../channels/email/parse/mail.js'

interface Expectation {
  subject?: string
  from_address?: string
  from_name?: string
  body_contains?: string[]
  visible_reply?: string
  is_auto_reply?: boolean
  is_list?: boolean
  attachments?: { name: string; size: number }[]
  thread?: { in_reply_to: string }
}

const folder = new URL('../../fixtures/email/', import.meta.url)
const read = (file: string): Buffer => readFileSync(new URL(file, folder))
const index = JSON.parse(read('index.json').toString()) as { file: string; expect: Expectation }[]

describe('reading recorded mail', () => {
  for (const { file, expect: wanted } of index) {
    it(`reads ${file} as its index says`, () => {
      const mail = parseMail(read(file))
      if (wanted.subject) expect(mail.subject).to.equal(wanted.subject)
      if (wanted.from_name) expect(mail.facts.from?.name).to.equal(wanted.from_name)
      if (wanted.visible_reply) expect(mail.reply).to.equal(wanted.visible_reply)
      for (const piece of wanted.body_contains ?? []) expect(mail.text).to.contain(piece)
      expect(mail.facts.from?.address).to.equal(wanted.from_address ?? 'ayse@example.com.tr')
      expect(mail.files.map(({ name, size }) => ({ name, size }))).to.deep.equal(wanted.attachments ?? [])
      expect(mail.facts.inReplyTo).to.equal(wanted.thread?.in_reply_to ?? null)
      expect(mail.facts.auto.is).to.equal(wanted.is_auto_reply === true || wanted.is_list === true)
      expect(mail.facts.list).to.equal(wanted.is_list === true)
      expect(mail.facts.bounce.is).to.equal(false)
    })
  }

  it('keeps the whole text where a quotation is cut from the reply', () => {
    const mail = parseMail(read('reply_gmail_tr_wrapped.eml'))
    expect(mail.text).to.contain('Siparişinizi inceliyoruz.').and.contain('şunu yazdı:')
    expect(mail.reply).not.to.contain('inceliyoruz')
  })

  it('says which charset it had to guess, and nothing where the label was right', () => {
    expect(parseMail(read('label_utf8_really_1254.eml')).facts.charsetGuessed).to.equal('windows-1254')
    expect(parseMail(read('charset_iso-8859-9_quoted-printable_Q.eml')).facts.charsetGuessed).to.equal(null)
  })

  it('reads a real bounce that is not labelled as a report', () => {
    const mail = parseMail(read('opensmtpd-6.8-bounce.eml'))
    expect(mail.facts.bounce).to.deep.equal({
      is: true,
      action: 'failed',
      status: '5.0.0',
      recipients: ['yokboyle@example.test'],
      originalMessageId: '<bm2@example.test>',
    })
    expect(mail.facts.auto.is).to.equal(true)
    expect(mail.files.map((file) => file.type)).to.deep.equal([
      'message/delivery-status',
      'text/rfc822-headers',
    ])
  })
})
