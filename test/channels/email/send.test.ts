import { expect } from 'chai'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { DeliveryResult, OutboundMessage } from '../../../channels/channel.js'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { makeMailer } from '../../../channels/email/send.js'
import { classifySmtpError } from '../../../channels/email/send-errors.js'
import { type Script, scriptedSmtp } from '../../support/smtp.js'

const letter: OutboundMessage = {
  reference: '<redress.01abc@cicekpazari.example>',
  from: { address: 'destek@cicekpazari.example', name: 'Çiçek Pazarı' },
  to: [{ address: 'ayse@example.com.tr', name: 'Ayşe Yılmaz' }],
  cc: [],
  subject: '[#4211] Solmuş çiçek',
  text: 'Merhaba Ayşe Hanım,\nişleme aldık.',
  html: '<p>Merhaba Ayşe Hanım</p>',
  attachments: [{ name: 'iade formu ş.pdf', type: 'application/pdf', content: Buffer.from('pdf') }],
  inReplyTo: '<tr-1@example.com.tr>',
  references: ['<orig@example.com.tr>', '<tr-1@example.com.tr>'],
  replyTo: 'destek+t1.abc@cicekpazari.example',
  automatic: false,
}

const go = new AbortController().signal
const mailers: { close(): void }[] = []
afterEach(() => {
  for (const mailer of mailers.splice(0)) mailer.close()
})

function mailer() {
  const made = makeMailer({ connect: 2_000, greeting: 2_000, socket: 500 })
  mailers.push(made)
  return made
}

async function attempt(
  script: Script,
  message = letter,
): Promise<{ result: DeliveryResult; raw: string; to: string[] }> {
  const server = await scriptedSmtp(script)
  const result = await mailer().send(message, server.url, go)
  await server.close()
  return { result, raw: server.taken[0]?.raw ?? '', to: server.taken[0]?.to ?? [] }
}

describe('mail we send', () => {
  it('arrives with our id, thread, answer address, text, HTML and file', async () => {
    const { result, raw, to } = await attempt({})
    expect(result).to.deep.equal({ ok: true, externalIds: [letter.reference], state: 'accepted' })
    const mail = parseMail(Buffer.from(raw), { ownAddresses: ['destek@cicekpazari.example'] })
    expect(mail.facts).to.deep.include({ messageId: letter.reference, inReplyTo: letter.inReplyTo, references: letter.references, replyTo: letter.replyTo, ours: true }) // prettier-ignore
    expect(mail.facts.from).to.deep.equal(letter.from)
    expect([mail.subject, mail.text, mail.html]).to.deep.equal([letter.subject, letter.text, letter.html])
    expect(mail.files.map(({ name, type }) => [name, type])).to.deep.equal([
      ['iade formu ş.pdf', 'application/pdf'],
    ])
    expect(to).to.deep.equal(['ayse@example.com.tr'])
  })

  it('says that a machine wrote it only when one did', async () => {
    const auto = parseMail(Buffer.from((await attempt({}, { ...letter, automatic: true })).raw))
    expect(auto.facts.auto.why).to.equal('auto-submitted: auto-replied')
    const person = (await attempt({})).raw
    expect(person).not.to.match(/^auto-submitted|^x-auto-response-suppress/im)
    expect(person).to.match(/^x-redress-loop: destek@cicekpazari\.example/im)
  })

  it('keeps the first and the last twenty references', async () => {
    const references = Array.from({ length: 50 }, (_, i) => `<r${i}@x.example>`)
    const { raw } = await attempt({}, { ...letter, references })
    expect(parseMail(Buffer.from(raw)).facts.references).to.deep.equal([
      references[0],
      ...references.slice(-20),
    ])
  })

  it('cannot be made to carry fields of others', async () => {
    const evil = 'x\r\nBcc: kurban@y.example\r\n\r\ngövde'
    const { raw, to } = await attempt({}, { ...letter, subject: evil, from: { ...letter.from, name: evil }, inReplyTo: evil, references: [evil], attachments: [{ name: evil, type: evil, content: Buffer.from('x') }] }) // prettier-ignore
    expect(raw).not.to.match(/^bcc:/im)
    expect(to).to.deep.equal(['ayse@example.com.tr'])
    for (const address of ['a@b.c>\r\nRCPT TO:<kurban@y.example', 'a@b.c, d@e.f', 'a b@c.d', 'yok']) {
      expect((await attempt({}, { ...letter, to: [{ address }] })).result).to.deep.equal({
        ok: false,
        class: 'permanent',
        code: 'bad_address',
      })
    }
    expect((await attempt({}, { ...letter, reference: '<a@b>\r\nX: y' })).result).to.include({
      class: 'permanent',
      code: 'bad_reference',
    })
  })

  const failures: [what: string, script: Script, kind: string, code: string][] = [
    ['421 at the greeting', { greeting: 421 }, 'retry', '421'],
    ['554 at the greeting', { greeting: 554 }, 'retry', '554'],
    ['450 for the recipient', { recipient: { 'ayse@example.com.tr': 450 } }, 'retry', '450'],
    ['550 for the recipient', { recipient: { 'ayse@example.com.tr': 550 } }, 'permanent', '550'],
    ['451 after the data', { data: 451 }, 'retry', '451'],
    ['552 after the data', { data: 552 }, 'permanent', '552'],
    ['535 at sign-in', { signIn: 535 }, 'config', '535'],
    ['454 at sign-in', { signIn: 454 }, 'retry', '454'],
  ]
  for (const [what, script, kind, code] of failures) {
    it(`is ${kind} after ${what}`, async () => {
      const { result } = await attempt(script)
      expect(result).to.include({ ok: false, class: kind, code })
    })
  }

  it('may have been taken when the line is cut or goes silent after the data', async () => {
    expect((await attempt({ dropAfterData: true })).result).to.include({ ok: false, class: 'unknown' })
    expect((await attempt({ silentAfterData: true })).result).to.include({ ok: false, class: 'unknown' })
  })

  it('is tried again when nobody answers at that address', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => { resolve() })) // prettier-ignore
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    expect(await mailer().send(letter, `smtp://127.0.0.1:${port}`, go)).to.include({
      ok: false,
      class: 'retry',
    })
  })

  it('names the recipients that were refused while others were taken', async () => {
    const both = { ...letter, cc: [{ address: 'yok@example.com.tr' }] }
    const { result, to } = await attempt({ recipient: { 'yok@example.com.tr': 550 } }, both)
    expect(result).to.deep.include({ ok: true, rejected: ['yok@example.com.tr'] })
    expect(to).to.deep.equal(['ayse@example.com.tr'])
  })

  it('uses one connection for several mails', async () => {
    const server = await scriptedSmtp()
    const one = mailer()
    for (let i = 0; i < 3; i++) expect(await one.send(letter, server.url, go)).to.include({ ok: true })
    expect(server.taken).to.have.length(3)
    one.close()
    await server.close()
  })
})

describe('classes of sending errors', () => {
  const smtp = (fields: object): Error => Object.assign(new Error('x'), fields)
  const table: [fields: object, handedOver: boolean, kind: string][] = [
    [{ code: 'EDNS' }, false, 'retry'],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, false, 'retry'],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, true, 'unknown'],
    [{ code: 'EENVELOPE', command: 'API' }, false, 'permanent'],
    [{ code: 'EAUTH', command: 'API' }, false, 'config'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 530 }, false, 'config'],
    [{ code: 'EPROTOCOL', command: 'EHLO', responseCode: 503 }, false, 'retry'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, 'permanent'],
  ]
  for (const [fields, handedOver, kind] of table) {
    it(`${JSON.stringify(fields)}${handedOver ? ' after the data' : ''} is ${kind}`, () => {
      expect(classifySmtpError(smtp(fields), { handedOver }).class).to.equal(kind)
    })
  }
})
