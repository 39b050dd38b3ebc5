import { expect } from 'chai'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { inspectProcess } from '../../server/embedded/processes.js'
import { makeClient, waitFor } from '../support/client.js'
import { buildIfStale } from '../support/installation.js'
import { goodPassword } from '../support/people.js'
import { freePort } from '../support/ports.js'
import { ownPrograms, runToEnd, startProcess, type Running } from '../support/processes.js'
import { testData } from '../support/services.js'

describe('npm start', function () {
  this.timeout(90_000)
  let folder: string
  let env: Record<string, string>
  let running: Running[]

  before(buildIfStale)
  beforeEach(async () => {
    running = []
    folder = mkdtempSync(join(testData, `run-${process.pid}-`))
    const port = String(await freePort())
    env = { ...ownPrograms(), DATA_DIR: join(folder, 'data'), PORT: port, INBOUND_SMTP_PORT: '0' }
  })
  afterEach(async () => {
    for (const one of running) await one.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(more: Record<string, string> = {}): Promise<Running> {
    const one = await startProcess('start', { ...env, ...more }, folder)
    running.push(one)
    return one
  }

  it('with nothing configured shows a link for the first admin that works once, then where it is ready, and keeps its data', async () => {
    const first = await start()
    expect(first.url).to.equal(`http://127.0.0.1:${env['PORT'] ?? ''}`)
    expect(first.lines.at(-1)).to.equal(`Redress ready: ${first.url}`)
    const link = /http\S+\/setup\/\S+/.exec(first.lines.join('\n'))?.[0] ?? ''
    expect(link).to.match(/^http:\/\/127\.0\.0\.1:\d+\/setup\/[\w-]{20,}$/)

    const token = link.split('/').at(-1) ?? ''
    const person = { token, email: 'gul@shop.example', name: 'Gül', password: goodPassword }
    expect((await makeClient(first.url).form('/setup', person)).status).to.equal(303)
    const again = await makeClient(first.url).form('/setup', { ...person, email: 'eve@shop.example' })
    expect(again.status, 'a second time').to.be.within(400, 499)
    expect(await first.stop()).to.equal(0)

    const second = await start()
    expect(second.lines).to.deep.equal([`Redress ready: ${second.url}`])
    const gul = await makeClient(second.url).signIn('gul@shop.example')
    expect((await gul.get('/api/v1/me')).body).to.include({ email: 'gul@shop.example', role: 'admin' })
  }) // prettier-ignore

  it('makes the admin that the environment names, without a link, and does not make them again', async () => {
    const admin = { REDRESS_ADMIN_EMAIL: 'gul@shop.example', REDRESS_ADMIN_PASSWORD: goodPassword }
    const first = await start(admin)
    expect(first.lines).to.deep.equal([`Redress ready: ${first.url}`])
    await makeClient(first.url).signIn('gul@shop.example')
    expect(await first.stop()).to.equal(0)

    const second = await start({ ...admin, REDRESS_ADMIN_PASSWORD: 'another word of theirs' })
    await makeClient(second.url).signIn('gul@shop.example')
  })

  it('a second time on the same data ends with status 1 and says who holds it; the first goes on', async () => {
    const first = await start()
    const { status, stdout, stderr } = await runToEnd('start', { ...env, PORT: '0' })
    expect([status, stdout]).to.deep.equal([1, ''])
    expect(stderr).to.include(`is in use by process ${first.pid}`).and.to.include(first.url)
    expect((await makeClient(first.url).get('/readyz')).status).to.equal(200)
  })

  it('on a port that is taken says so, ends with status 1 and leaves no service running', async () => {
    const other = createServer().listen(Number(env['PORT']), '127.0.0.1')
    await once(other, 'listening')
    try {
      const { status, stdout, stderr } = await runToEnd('start', env)
      expect([status, stdout]).to.deep.equal([1, ''])
      expect(stderr)
        .to.include(`Port ${env['PORT'] ?? ''} on 127.0.0.1 is taken`)
        .and.to.include('PORT')
      expect(stderr).not.to.match(/\n\s+at /)
    } finally {
      other.close()
    }
    expect(readdirSync(join(folder, 'data')))
      .to.include('mongo')
      .and.not.to.include('lock.json')
    expect(servicesUnder(folder)).to.deep.equal([])
  })

  it('with a wrong environment names every fault at once, ends with status 1 and touches nothing', async () => {
    const wrong = {
      PORT: 'eighty', REDIS_URL: 'http://redis', DEFAULT_LOCALE: 'de',
      MONGODB_URI: 'mongodb://127.0.0.1:1/redress', REDRESS_ADMIN_EMAIL: 'gul@shop.example',
    } // prettier-ignore
    const { status, stdout, stderr } = await runToEnd('start', { ...env, ...wrong })
    expect([status, stdout]).to.deep.equal([1, ''])
    const faults = ['PORT', 'REDIS_URL', 'DEFAULT_LOCALE', 'SESSION_SECRET', 'SECRETS_KEY', 'REDRESS_ADMIN_PASSWORD'] // prettier-ignore
    for (const name of faults) expect(stderr).to.match(new RegExp(`^  ${name}: `, 'm'))
    expect(stderr).not.to.match(/\n\s+at /)
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('ends what it began when it is asked to stop before it is ready', async () => {
    mkdirSync(join(folder, 'data'))
    const early = startProcess('start', env, folder).catch((error: unknown) => String(error))
    const lock = join(folder, 'data', 'lock.json')
    const holder = await untilThere(() => JSON.parse(readFileSync(lock, 'utf8')) as { pid: number; children: unknown[] }) // prettier-ignore
    process.kill(holder.pid, 'SIGTERM')
    expect(await early).to.match(/ended with/)
    await waitFor(() => servicesUnder(folder).length === 0 || undefined)
  })
})

/** Commands of living processes that work on files of this folder. */
function servicesUnder(folder: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  const commands = pids.map((pid) => inspectProcess(pid)?.command ?? '')
  return commands.filter((command) => command.includes(folder))
} // prettier-ignore

async function untilThere<T>(read: () => T): Promise<T> {
  for (;;) {
    try {
      return read()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
