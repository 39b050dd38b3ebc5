import { expect } from 'chai'
import { makeParserPool } from '../../../channels/email/parser-pool.js'
import { AppError, ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { rawMail } from '../../support/mail.js'

async function refusal(parsing: Promise<unknown>): Promise<AppError> {
  return parsing.then(
    () => expect.fail('was read'),
    (error: unknown) => {
      expect(error).to.be.instanceOf(AppError)
      return error as AppError
    },
  )
}

describe('hostile mail', () => {
  const pool = makeParserPool({ size: 1 })
  after(() => pool.close())

  const nested = Array.from(
    { length: 5_000 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  ).join('')
  const refused: [what: string, code: string, raw: () => Buffer][] = [
    ['5,000 nested multiparts', 'mail_too_deep', () => Buffer.from(`From: a@b.c\r\n${nested}\r\nhi`)],
    [
      '10,000 parts',
      'mail_too_many_parts',
      () => rawMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\n\nx\n'.repeat(10_000)),
    ],
    [
      '50,000 header fields',
      'mail_too_many_headers',
      () => rawMail({ 'X-A': Array.from({ length: 50_000 }, () => 'x') }),
    ],
    ['a header line of 1 MB', 'mail_too_many_headers', () => rawMail({ 'X-A': 'x'.repeat(1_048_576) })],
    ['30 MB', 'mail_too_large', () => rawMail({}, Buffer.alloc(30 * 1024 * 1024, 'a'))],
    ['nothing at all', 'mail_unparsable', () => Buffer.from('\r\n \r\n')],
    ['no header', 'mail_unparsable', () => Buffer.alloc(3_000)],
  ]
  for (const [what, code, raw] of refused) {
    it(`refuses a mail with ${what} and reads the next one`, async () => {
      const error = await refusal(pool.parse(raw()))
      expect(error).to.be.instanceOf(ChannelRejected)
      expect(error.code).to.equal(code)
      expect((await pool.parse(rawMail({ Subject: 'sonraki' }))).subject).to.equal('sonraki')
    })
  }

  it('says the limit and what it found', async () => {
    expect((await refusal(pool.parse(rawMail({}, Buffer.alloc(30 * 1024 * 1024))))).details).to.include({
      limit: 26_214_400,
    })
    expect((await refusal(pool.parse(Buffer.from(`From: a@b.c\r\n${nested}`)))).details).to.deep.equal({
      limit: 20,
      found: 21,
    })
  })

  const slow: [what: string, raw: () => Buffer][] = [
    ['a quotation line of 200 KB', () => rawMail({}, `On ${'a '.repeat(100_000)}\nwrote:\n`)],
    ['100,000 nested elements', () => rawMail({ 'Content-Type': 'text/html' }, '<div>'.repeat(100_000))],
    [
      'half a marker, 50,000 times',
      () => rawMail({ 'Content-Type': 'text/html' }, '<div class="gmail_quot'.repeat(50_000)),
    ],
    ['an address without end', () => rawMail({ From: 'a'.repeat(400_000) })],
    ['50,000 opened encoded words', () => rawMail({ Subject: '=?utf-8?q?'.repeat(50_000) })],
    [
      '8 MB of dashes',
      () => rawMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--\n'.repeat(2_000_000)),
    ],
  ]
  for (const [what, raw] of slow) {
    it(`is read within the time limit even with ${what}`, async () => {
      expect((await pool.parse(raw())).facts).to.be.an('object')
    })
  }
})

describe('parser threads', () => {
  it('replace one that takes too long, and read the mail after it', async () => {
    const pool = makeParserPool({ size: 1, timeoutMs: 40 })
    const heavy = refusal(pool.parse(rawMail({}, Buffer.alloc(24 * 1024 * 1024, 'satır :\n'))))
    expect(await heavy).to.include({ code: 'mail_parse_timeout', retryable: false })
    // the new thread has the same short time, so the small mail must fit it
    expect((await pool.parse(rawMail({ Subject: 'sonraki' }))).subject).to.equal('sonraki')
    await pool.close()
  })

  it('survive one that runs out of memory', async () => {
    const pool = makeParserPool({
      size: 1,
      resourceLimits: { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 },
    })
    const hungry = rawMail(
      { 'Content-Type': 'text/html' },
      `<table>${'<tr><td>a</td></tr>'.repeat(100_000)}</table>`,
    )
    const [first, second] = await Promise.allSettled([
      pool.parse(hungry),
      pool.parse(rawMail({ Subject: 'sonraki' })),
    ])
    expect(first).to.have.nested.property('reason.code', 'mail_unparsable')
    expect(second).to.have.nested.property('value.subject', 'sonraki')
    await pool.close()
  })

  it('leave the caller his bytes and give files with bytes of their own', async () => {
    const pool = makeParserPool({ size: 1 })
    const raw = rawMail(
      { 'Content-Type': 'image/png; name=a.png', 'Content-Disposition': 'attachment' },
      'icerik',
    )
    const mail = await pool.parse(raw)
    expect(raw.toString()).to.contain('icerik')
    expect(Buffer.from(mail.files[0]!.content).toString()).to.equal('icerik')
    expect(mail.files[0]!.content.buffer.byteLength).to.equal(6)
    await pool.close()
  })

  it('are unavailable, not silent, once closed', async () => {
    const pool = makeParserPool()
    const waiting = refusal(pool.parse(rawMail({})))
    await pool.close()
    expect(await waiting).to.be.instanceOf(ChannelUnavailable)
    expect(await refusal(pool.parse(rawMail({})))).to.be.instanceOf(ChannelUnavailable)
  })
})
