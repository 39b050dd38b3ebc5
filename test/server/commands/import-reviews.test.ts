import { expect } from 'chai'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { importReviews } from '../../../server/commands/import-reviews.js'
import { NotFound } from '../../../server/lib/errors.js'
import { createAccount } from '../../../server/models/channel-accounts/index.js'
import { useDatabase } from '../../support/database.js'
import { allMessages, allTickets, makeTestContext, type TestContext } from '../../support/worker.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/social/review/${name}`, import.meta.url)) // prettier-ignore

describe('redress import-reviews', () => {
  useDatabase()
  let context: TestContext
  let folder: string
  beforeEach(async () => {
    context = makeTestContext()
    folder = mkdtempSync(join(tmpdir(), 'redress-reviews-'))
    await createAccount(
      { channel: 'review', key: 'yorumlar', name: 'Yorumlar', addresses: [], team: null, locale: 'tr', settings: { site: 'trendyol' } },
      context.secrets,
    ) // prettier-ignore
  })
  afterEach(async () => {
    await context.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const file = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const run = async (...args: string[]) => {
    const lines: Record<string, unknown>[] = []
    let words = ''
    const io = {
      stdin: Readable.from([]),
      stdout: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
      stderr: (text: string) => void (words += text),
    }
    return { status: await importReviews(args, io, context), lines, words }
  }

  it('makes a ticket of each review and says which; the same file again makes none', async () => {
    const first = await run('--account', 'yorumlar', fixture('commas-english.csv'))
    expect(first.status).to.equal(0)
    expect(first.lines.map(({ row, review, outcome }) => ({ row, review, outcome }))).to.deep.equal([
      { row: 1, review: 'trustpilot:r-1', outcome: 'stored' },
      { row: 2, review: 'trustpilot:r-2', outcome: 'stored' },
    ])
    const tickets = await allTickets()
    expect(first.lines.map(({ ticket }) => ticket)).to.have.members(tickets.map(({ number }) => number))
    const [message] = (await allMessages()).filter(({ externalId }) => externalId === 'trustpilot:r-1')
    expect(message).to.deep.include({ channel: 'review', text: 'Arrived three days late, "fresh" they said' })

    const again = await run('--account', 'yorumlar', fixture('commas-english.csv'))
    expect(again.status).to.equal(0)
    expect(again.lines.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([['duplicate', 'delivery_known'], ['duplicate', 'delivery_known']]) // prettier-ignore
    expect(await allTickets()).to.have.length(2)
  })

  it('puts a later version of a review in the place of the earlier one, in the same ticket', async () => {
    const table = (text: string, updated: string): string =>
      `id,text,rating,updated\n5,${text},2,${updated}\n`
    const files = [
      file('a.csv', table('Güller solmuş', '2026-11-20T10:00:00Z')),
      file('b.csv', table('Güller solmuş ama yenisi geldi', '2026-11-21T10:00:00Z')),
      file('c.csv', table('eski', '2026-11-19T10:00:00Z')),
    ]
    const { status, lines } = await run('--account', 'yorumlar', ...files)
    expect(status, JSON.stringify(lines)).to.equal(0)
    expect(await allTickets()).to.have.length(1)
    expect((await allMessages()).map(({ text }) => text)).to.deep.equal(['Güller solmuş ama yenisi geldi'])
  })

  it('names the rows and files that it could not take, takes the others, and ends with status 1', async () => {
    const broken = file('broken.csv', 'ad,yorum\nAyşe,kötü\n')
    const doubtful = file('doubtful.csv', 'id,puan,yorum,tarih\n9,harika,solmuş,dün\n')
    const { status, lines } = await run('--account', 'yorumlar', join(folder, 'no-such.csv'), broken, fixture('semicolons-turkish.csv'), doubtful) // prettier-ignore
    expect(status).to.equal(1)
    expect(lines.map(({ row, outcome }) => [row, outcome])).to.deep.equal([
      [null, null], [null, null], [1, 'stored'], [2, 'stored'], [3, null], [1, 'stored'],
    ]) // prettier-ignore
    expect(lines[0]!['reason']).to.contain('ENOENT')
    expect(lines[1]!['reason']).to.contain('review_file_columns')
    expect(lines[4]).to.include({ review: null, reason: 'review_without_id' })
    expect(lines[5]).to.deep.include({ review: 'trendyol:9', unread: ['rating', 'createdAt'] })
  })

  it('explains itself when it is asked wrongly, and knows no account by another name', async () => {
    for (const args of [[], ['--account', 'yorumlar'], ['x.csv'], ['--nonsense']]) {
      const { status, lines, words } = await run(...args)
      expect([status, lines.length]).to.deep.equal([2, 0])
      expect(words).to.contain('import-reviews')
    }
    const error: unknown = await run('--account', 'yok', 'x.csv').catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(NotFound).with.property('code', 'channel_account_not_found')
  })
})
