import { expect } from 'chai'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import { readdirSync, readFileSync } from 'node:fs'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { ChannelRejected } from '../../../server/lib/errors.js'

const word = fc.constantFrom(
  'şikâyet',
  'Ğüneş',
  'ığüşöç',
  'a,b;',
  'c:d',
  '"tırnak"',
  '€',
  '日本',
  'iade',
  '<x>',
)
const line = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '))
const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'))
const file = fc.record({ name: line, content: fc.uint8Array({ maxLength: 200 }) })
const mail = fc.record({
  name: line,
  subject: line,
  text,
  encoding: fc.constantFrom('base64' as const, 'quoted-printable' as const),
  html: fc.option(line),
  files: fc.array(file, { maxLength: 3 }),
})

const folder = new URL('../../fixtures/email/', import.meta.url)
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(new URL(name, folder)))

/** A recorded mail with bytes changed, cut out and put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...recorded),
    fc.array(fc.tuple(fc.nat(), fc.nat(60), fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 6 }),
  )
  .map(([raw, edits]) =>
    edits.reduce((bytes, [at, length, insert]) => {
      const start = at % (bytes.length + 1)
      return Buffer.concat([bytes.subarray(0, start), Buffer.from(insert), bytes.subarray(start + length)])
    }, raw),
  )

describe('the parser beside others', () => {
  it('reads what nodemailer writes just as mailparser does', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (written) => {
        const raw = await new MailComposer({
          from: { name: written.name, address: 'ayse@example.com.tr' },
          to: 'destek@x.example',
          subject: written.subject,
          text: written.text,
          textEncoding: written.encoding,
          ...(written.html === null ? {} : { html: written.html }),
          attachments: written.files.map(({ name, content }) => ({
            filename: `${name}.pdf`,
            content: Buffer.from(content),
          })),
        })
          .compile()
          .build()
        const ours = parseMail(raw)
        const theirs = await simpleParser(raw)
        expect(ours.subject).to.equal(theirs.subject)
        expect(ours.facts.from).to.deep.equal(theirs.from?.value[0])
        expect(ours.text.trim()).to.equal(theirs.text?.trim())
        expect(ours.html?.trim()).to.equal(written.html === null ? undefined : String(theirs.html).trim())
        expect(ours.files.map(({ name, size }) => [name, size])).to.deep.equal(theirs.attachments.map(({ filename, size }) => [filename, size])) // prettier-ignore
      }),
      { numRuns: 60, seed: 4211 },
    )
  })

  it('meets damaged mail with a message or a clear refusal, and never loses all text to the quotation', () => {
    fc.assert(
      fc.property(damaged, (raw) => {
        try {
          const read = parseMail(raw)
          expect(read.reply === '').to.equal(read.text.trim() === '')
        } catch (error) {
          expect(error).to.be.instanceOf(ChannelRejected)
        }
      }),
      { numRuns: 2_000, seed: 4211 },
    )
  })
})
