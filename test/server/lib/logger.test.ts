import { expect } from 'chai'
import { execFileSync, spawnSync } from 'node:child_process'
import { root } from '../../support/sources.js'

/** Runs a piece of code in a process of its own, since the logger writes to stderr. */
function linesOf(code: string): Record<string, unknown>[] {
  const script = `import { makeLogger, withLogContext } from './server/lib/logger.ts'; ${code}`
  const { stderr, status } = spawnSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' })
  expect(status, stderr).to.equal(0)
  return stderr.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>)
} // prettier-ignore

describe('The logger', function () {
  this.timeout(30_000)

  it('writes JSON lines with a level in words to stderr and leaves stdout to answers', () => {
    const code =
      "import { makeLogger } from './server/lib/logger.ts'; makeLogger('info').info('message stored', { ticketId: 7 })"
    const out = execFileSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', code], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) // prettier-ignore
    expect(out).to.equal('')
    const [line] = linesOf("makeLogger('info', { process: 'web' }).info('message stored', { ticketId: 7 })")
    expect(line).to.include({ level: 'info', msg: 'message stored', ticketId: 7, process: 'web' })
    expect(line?.['time']).to.match(/^\d{4}-\d\d-\d\dT/)
  })

  it('never lets secrets or what people wrote through, down to the third level', () => {
    const secret = 'hunter2'
    const fields = `{ password: '${secret}', account: { smtpUrl: '${secret}', secrets: ['${secret}'] }, a: { b: { token: '${secret}', text: '${secret}' } }, request: { headers: { authorization: '${secret}', cookie: '${secret}' } }, body: '${secret}', raw: '${secret}', html: '${secret}' }`
    const lines = linesOf(
      `makeLogger('info').warn('odd', ${fields}); makeLogger('info').with({ apiKey: '${secret}' }).info('x')`,
    )
    expect(lines).to.have.length(2)
    expect(JSON.stringify(lines)).to.include('[redacted]').and.not.include(secret)
  })

  it('adds the fields of the work it happens in, also after a wait, and of a logger made with them', () => {
    const lines = linesOf(`
      const log = makeLogger('info').with({ job: 'deliver' })
      await withLogContext({ request: 'r1' }, async () => {
        await new Promise((done) => setTimeout(done, 5))
        withLogContext({ ticket: 3 }, () => log.info('inside'))
      })
      log.info('outside')`)
    expect(lines[0]).to.include({ msg: 'inside', request: 'r1', ticket: 3, job: 'deliver' })
    expect(lines[1]).to.include({ msg: 'outside', job: 'deliver' }).and.not.have.any.keys('request', 'ticket')
  })

  it('keeps back what is below its level', () => {
    const lines = linesOf(
      "const log = makeLogger('warn'); log.debug('a'); log.info('b'); log.warn('c'); log.error('d')",
    )
    expect(lines.map(({ msg }) => msg)).to.deep.equal(['c', 'd'])
  })
})
