import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { explainMail } from '../../../server/commands/explain-mail.js'
import { rawMail } from '../../support/mail.js'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/email/${name}`, import.meta.url))

async function run(
  args: string[],
  stdin: Uint8Array = Buffer.alloc(0),
): Promise<{ status: number; lines: Record<string, unknown>[]; said: string }> {
  const lines: Record<string, unknown>[] = []
  let said = ''
  const status = await explainMail(args, {
    stdout: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    stderr: (text) => (said += text),
    stdin: Readable.from([stdin]),
  })
  return { status, lines, said }
}

const keys = ['file', 'from', 'sender', 'replyTo', 'to', 'cc', 'subject', 'date', 'messageId', 'inReplyTo', 'references', 'text', 'html', 'reply', 'attachments', 'auto', 'bounce', 'encrypted', 'signed', 'charsetGuessed', 'error'] // prettier-ignore

describe('redress explain-mail', () => {
  it('explains each file on a line of its own, with all its keys', async () => {
    const { status, lines } = await run([
      fixture('reply_gmail_tr_wrapped.eml'),
      fixture('att_rfc2231_utf8.eml'),
    ])
    expect(status).to.equal(0)
    for (const line of lines) expect(line).to.have.all.keys(keys)
    expect(lines[0]).to.deep.include({
      from: { address: 'ayse@example.com.tr', name: 'Ayse Yilmaz' },
      to: ['destek@cicekpazari.example'],
      date: '2026-11-21T11:05:00.000Z',
      inReplyTo: '<ticket-4821-1@cicekpazari.example>',
      reply: 'Teşekkürler, fotoğrafları ekledim. Hâlâ iade bekliyorum.',
      error: null,
    })
    expect(lines[1]!['attachments']).to.deep.equal([{ name: 'Sipariş fotoğrafı – çiçek.jpg', type: 'image/jpeg', size: 64, inline: false, contentId: null }]) // prettier-ignore
  })

  it('goes on after a file that cannot be read and says so in its line and its status', async () => {
    const { status, lines } = await run(
      [fixture('no-such.eml'), fixture('list_id.eml'), '-'],
      Buffer.from('\0\0'),
    )
    expect(status).to.equal(1)
    for (const line of lines) expect(line).to.have.all.keys(keys)
    expect(lines[0]!['error']).to.contain('ENOENT')
    expect(lines[1]).to.include({ error: null, subject: 'Duyuru' })
    expect(lines[2]!['error']).to.contain('mail_unparsable')
  })

  it('reads standard input', async () => {
    expect((await run(['-'], rawMail({ Subject: 'borudan' }))).lines[0]).to.include({
      file: '-',
      subject: 'borudan',
      error: null,
    })
  })

  it('explains itself when no file is named', async () => {
    const { status, lines, said } = await run([])
    expect([status, lines.length]).to.deep.equal([2, 0])
    expect(said).to.contain('usage')
  })
})
