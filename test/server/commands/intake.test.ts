import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { intake } from '../../../server/commands/intake.js'
import { Inbound, type InboundRecord } from '../../../server/models/intake/index.js'
import { Outbox } from '../../../server/models/outbox/index.js'
import { useDatabase } from '../../support/database.js'
import { rawMail } from '../../support/mail.js'
import { allMessages, allTickets, mailAccount, makeTestContext, settled, type TestContext } from '../../support/worker.js' // prettier-ignore

interface Line {
  file: string
  outcome: string | null
  ticket: number | null
  message: string | null
  reason: string | null
}

describe('redress intake', () => {
  useDatabase()
  let context: TestContext
  let folder: string

  beforeEach(async () => {
    context = makeTestContext()
    folder = mkdtempSync(join(tmpdir(), 'redress-intake-'))
    await mailAccount(context)
  })
  afterEach(async () => {
    await context.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const file = (name: string, content: Buffer | string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  const run = async (
    args: string[],
    stdin = '',
  ): Promise<{ status: number; lines: Line[]; words: string }> => {
    const out: string[] = []
    let words = ''
    const io = { stdin: Readable.from([stdin]), stdout: (line: string) => out.push(line), stderr: (text: string) => (words += text) } // prettier-ignore
    const status = await intake(args, io, context)
    return { status, lines: out.map((line) => JSON.parse(line) as Line), words }
  }

  it('stores a mail and says which ticket and message came of it; the same file again is a duplicate', async () => {
    const path = file('one.eml', rawMail({ 'Message-ID': '<one@x.example>' }))
    const first = await run([path])
    const [ticket] = await allTickets()
    const [message] = await allMessages()
    const made = { ticket: ticket!.number, message: message!._id.toHexString() }
    expect(first.status).to.equal(0)
    expect(first.lines).to.deep.equal([{ file: path, outcome: 'stored', ...made, reason: null }])

    const again = await run([path])
    expect(again.status).to.equal(0)
    expect(again.lines).to.deep.equal([
      { file: path, outcome: 'duplicate', ...made, reason: 'delivery_known' },
    ])
    expect(await allTickets()).to.have.length(1)
  })

  it('takes an mbox message by message, in order, and joins answers to what stands before them', async () => {
    const mails = Array.from({ length: 40 }, (_, n) =>
      rawMail({ 'Message-ID': `<${n}@x.example>`, ...(n % 2 === 1 ? { 'In-Reply-To': `<${n - 1}@x.example>` } : {}) }, `Mail ${n}`),
    ) // prettier-ignore
    const mbox = mails.map((mail) => `From ayse@example.com Sat Nov 21 14:05:00 2026\n${mail.toString().replace(/\r/g, '')}\n\n`) // prettier-ignore
    const { status, lines } = await run([file('shop.mbox', mbox.join(''))])
    expect(status).to.equal(0)
    expect(lines.map(({ outcome }) => outcome)).to.deep.equal(Array<string>(40).fill('stored'))
    expect(await allTickets()).to.have.length(20)
    for (let n = 0; n < 40; n += 2) expect(lines[n + 1]!.ticket, `answer ${n}`).to.equal(lines[n]!.ticket)
  })

  it('reads standard input', async () => {
    const { status, lines } = await run(['-'], rawMail({}).toString())
    expect(status).to.equal(0)
    expect(lines.map(({ file: name, outcome }) => [name, outcome])).to.deep.equal([['-', 'stored']])
  })

  it('sets aside what is too large, keeps it whole, and goes on', async () => {
    const huge = rawMail({}, Buffer.alloc(30 * 1024 * 1024, 'a'))
    const paths = [file('huge.eml', huge), file('small.eml', rawMail({}))]
    const { status, lines } = await run(paths)
    expect(status).to.equal(1)
    expect(lines.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([['quarantined', 'mail_too_large'], ['stored', null]]) // prettier-ignore
    const aside = await Inbound.findOne({ state: 'quarantined' }).lean<InboundRecord>()
    expect((await context.blobs.get(aside!.blob)).equals(huge)).to.equal(true)
  })

  it('names a file it cannot read and takes the others', async () => {
    const { status, lines } = await run([join(folder, 'missing.eml'), file('one.eml', rawMail({}))])
    expect(status).to.equal(1)
    expect(lines.map(({ outcome }) => outcome)).to.deep.equal([null, 'stored'])
    expect(lines[0]!.reason).to.contain('ENOENT')
  })

  it('takes mail in for the mailbox that is named, and refuses one that is not ours', async () => {
    const sales = await mailAccount(context, {
      key: 'satis',
      addresses: ['satis@shop.example'],
      settings: {},
    })
    await run(['--mailbox', 'satis@shop.example', file('one.eml', rawMail({}))])
    expect((await allTickets())[0]!.account!.equals(sales._id)).to.equal(true)
    expect(await run(['--channel', 'fax', 'x.eml'])).to.include({ status: 2 })
    expect(await run([])).to.include({ status: 2 })
    expect(await run(['--nonsense'])).to.include({ status: 2 })
  })

  it('answers nobody whose mail is long past', async () => {
    context.queue.work(context)
    await run([file('old.eml', rawMail({ Date: 'Mon, 05 Jan 2015 10:00:00 +0200' }))])
    await settled(context)
    expect(await allTickets()).to.have.length(1)
    expect(await Outbox.countDocuments()).to.equal(0)
  })
})
