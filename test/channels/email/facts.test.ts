import { expect } from 'chai'
import type { EmailFacts } from '../../../channels/channel.js'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { parts, rawMail } from '../../support/mail.js'

const facts = (fields: Record<string, string | string[]>, body?: string): EmailFacts =>
  parseMail(rawMail(fields, body)).facts

describe('who wrote a mail: a person or a machine', () => {
  const machines: [why: string, fields: Record<string, string>][] = [
    ['auto-submitted: auto-replied', { 'Auto-Submitted': 'auto-replied (vacation)' }],
    ['auto-submitted: auto-generated', { 'AUTO-SUBMITTED': 'Auto-Generated; owner-email="a@b.c"' }],
    ['precedence: bulk', { Precedence: 'BULK' }],
    ['precedence: auto_reply', { Precedence: 'Auto_Reply' }],
    ['precedence: list', { Precedence: 'List' }],
    ['x-autoreply', { 'X-Autoreply': 'yes' }],
    ['x-autorespond', { 'X-Autorespond': 'Otomatik yanıt' }],
    ['x-loop', { 'X-Loop': 'someone@example.com' }],
    ['x-auto-response-suppress: all', { 'X-Auto-Response-Suppress': 'All' }],
    ['x-fc-machinegenerated', { 'X-FC-MachineGenerated': 'true' }],
    ['list-id', { 'List-Id': '<duyuru.example.org>' }],
    ['return-path: <>', { 'Return-Path': '<>' }],
    ['from: mailer-daemon', { From: 'Mail Delivery System <MAILER-DAEMON@mx.example>' }],
    ['from: postmaster', { From: 'postmaster@mx.example' }],
    ['from: no-reply', { From: 'Kargo <no-reply@kargo.example>' }],
    ['from: no-reply', { From: 'donotreply@kargo.example' }],
    ['from: empty', { From: '' }],
    ['subject', { Subject: '=?utf-8?B?T3RvbWF0aWsgeWFuxLF0OiBTaXBhcmnFnw==?=' }],
    [
      'report: disposition-notification',
      { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' },
    ],
  ]
  for (const [why, fields] of machines) {
    it(`takes ${Object.entries(fields).flat().join(': ').slice(0, 60)} for a machine's mail`, () => {
      expect(facts(fields).auto).to.deep.equal({ is: true, why })
    })
  }

  const people: Record<string, string>[] = [
    {},
    { 'Auto-Submitted': 'no' },
    { Precedence: 'first-class' },
    { 'X-Autoreply': 'no' },
    { 'X-Auto-Response-Suppress': 'DR, RN' },
    { 'List-Unsubscribe': '<mailto:x@example.org>' },
    { From: 'Noreen Reply <noreen@example.com>' },
    { Subject: 'Otomatik yanıt alıyorum, kimse dönmüyor' },
  ]
  for (const fields of people) {
    it(`takes ${JSON.stringify(fields)} for a person's mail`, () => {
      expect(facts(fields).auto).to.deep.equal({ is: false, why: null })
    })
  }

  it('takes an empty envelope sender for a machine, and an unknown one for nothing', () => {
    expect(parseMail(rawMail({}), { mailFrom: '' }).facts.auto.why).to.equal('return-path: <>')
    expect(parseMail(rawMail({}), { mailFrom: 'ayse@example.com.tr' }).facts.auto.is).to.equal(false)
  })
})

describe('our own mail coming back', () => {
  const ownAddresses = ['destek@cicekpazari.example']
  const ours = (fields: Record<string, string>): boolean =>
    parseMail(rawMail(fields), { ownAddresses }).facts.ours

  it('is known by our loop header and by our form of Message-ID', () => {
    expect(ours({ 'X-Redress-Loop': 'Destek+t1@cicekpazari.example' })).to.equal(true)
    expect(ours({ 'Message-ID': '<redress.01abc@cicekpazari.example>' })).to.equal(true)
  })

  it("is not confused with another shop's, nor with an answer to ours", () => {
    expect(
      ours({ 'X-Redress-Loop': 'destek@baska.example', 'Message-ID': '<redress.01abc@baska.example>' }),
    ).to.equal(false)
    expect(ours({ 'In-Reply-To': '<redress.01abc@cicekpazari.example>' })).to.equal(false)
  })
})

describe('what a mail says of itself', () => {
  it('gives every id of one In-Reply-To and the references in order', () => {
    const read = facts({ 'In-Reply-To': '<a@x> <b@x>', References: '<r1@x>\r\n <r2@x> <r1@x>' })
    expect(read.inReplyTo).to.equal('<a@x>')
    expect(read.references).to.deep.equal(['<r1@x>', '<r2@x>', '<b@x>'])
  })

  it('reads addresses with commas in names, comments, groups and missing brackets', () => {
    const read = facts({
      From: '=?utf-8?Q?Y=C4=B1lmaz,_Ay=C5=9Fe?= <AYSE@Example.com.tr>',
      To: '"Destek, Ekip" <destek@x.example>, ali@x.example (Ali), Veli <veli@x.example',
      Cc: 'Ekip: a@x.example, b@x.example;, undisclosed-recipients:;',
      'Delivered-To': 'destek+t1@x.example',
    })
    expect(read.from).to.deep.equal({ address: 'ayse@example.com.tr', name: 'Yılmaz, Ayşe' })
    expect(read.to).to.deep.equal(['destek@x.example', 'ali@x.example', 'veli@x.example'])
    expect(read.cc).to.deep.equal(['a@x.example', 'b@x.example'])
    expect(read.recipients[0]).to.equal('destek+t1@x.example')
  })

  it('survives fields that are missing or nonsense', () => {
    const mail = parseMail(
      rawMail({
        From: '<<>>@',
        To: ';;,,<',
        'Reply-To': 'abc',
        Date: 'yarın',
        Subject: '',
        'Message-ID': '<>',
      }),
    )
    expect(mail.facts).to.deep.include({ from: null, to: [], replyTo: null, messageId: null })
    expect(mail.date).to.equal(null)
  })

  const dates: [string, string | null][] = [
    ['Sat, 21 Nov 2026 14:05:00 +0300', '2026-11-21T11:05:00.000Z'],
    ['21 Nov 26 14:05 GMT', '2026-11-21T14:05:00.000Z'],
    ['Sat, 21 Nov 2026 14:05:00 -0800 (PST)', '2026-11-21T22:05:00.000Z'],
    ['2026-11-21T14:05:00+03:00', '2026-11-21T11:05:00.000Z'],
    ['Sat, 99 Nov 2026 14:05:00 +0300', null],
    ['Sat, 21 Xyz 2026 14:05:00 +0300', null],
  ]
  for (const [field, iso] of dates) {
    it(`reads the date "${field}" as ${iso ?? 'none'}`, () => {
      expect(parseMail(rawMail({ Date: field })).date?.toISOString() ?? null).to.equal(iso)
    })
  }

  it('labels encrypted and signed mail and keeps its parts', () => {
    const pgp = parseMail(
      rawMail(
        { 'Content-Type': 'multipart/encrypted; boundary=b' },
        parts(
          'b',
          'Content-Type: application/pgp-encrypted\n\nVersion: 1',
          'Content-Type: application/octet-stream; name=encrypted.asc\n\nxyz',
        ),
      ),
    )
    expect(pgp.facts.encrypted).to.deep.equal({ is: true, kind: 'pgp-mime' })
    expect(pgp.files).to.have.length(2)
    const smime = facts({
      'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
    })
    expect(smime.encrypted).to.deep.equal({ is: true, kind: 'smime' })
    const signed = parseMail(
      rawMail(
        { 'Content-Type': 'multipart/signed; boundary=b' },
        parts('b', 'Content-Type: text/plain\n\nMerhaba', 'Content-Type: application/pgp-signature\n\nsig'),
      ),
    )
    expect(signed.facts).to.deep.include({ signed: true, encrypted: { is: false, kind: null } })
    expect(signed.text).to.equal('Merhaba')
  })
})
