import { expect } from 'chai'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor, type Client, type Reply } from '../support/client.js'
import { deliverAll } from '../support/deliver.js'
import { countMail, openInstallation, waitingMail, type Installation } from '../support/installation.js'
import { makeMongod, type TestMongod } from '../support/mongod.js'
import { rawMail } from '../support/raw-mail.js'
import { testData, testServices } from '../support/services.js'
import { sendOverSmtp } from '../support/worker.js'

const [mails, notes] = [60, 40]

describe('A database that dies under a running web process', function () {
  this.timeout(120_000)
  let folder: string
  let mongod: TestMongod
  let installation: Installation
  let over: AbortController
  let going: Promise<unknown>[]

  beforeEach(async () => {
    over = new AbortController()
    going = []
    folder = mkdtempSync(join(testData, `run-${process.pid}-`))
    mongod = await makeMongod(folder)
    await mongod.start()
    installation = await openInstallation({ mongodbUri: mongod.uri, redisUrl: testServices().freshRedis() })
  })
  afterEach(async () => {
    over.abort(new Error('the test is over'))
    await Promise.allSettled(going)
    await installation.close()
    await mongod.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is named as what is missing; nothing accepted is lost or doubled, and all goes on by itself when it is back', async () => {
    const web = await installation.start('web')
    const admin = await installation.admin(web.url)
    const { database, smtpPort } = installation

    let quarter = (): void => undefined
    const inFullSwing = new Promise<void>((resolve) => (quarter = resolve))
    const delivery = deliverAll(smtpPort, mails, (n) => rawMail(n, 'away'), {
      connections: 4,
      signal: over.signal,
      tell: ({ accepted }) => {
        if (accepted === mails / 4) quarter()
      },
    })
    const written = writeNotes(admin, `/api/v1/tickets/${await openTicket(admin)}/messages`, over.signal)
    going.push(delivery, written)
    await inFullSwing
    await mongod.kill()

    const unready = await waitFor(() => answering(admin, 503), 20_000, () => 'still called ready')
    expect(unready.body).to.deep.include({ status: 'not_ready', failing: ['mongo', 'migrations'] })
    expect((await admin.get('/healthz')).status).to.equal(200)
    const refused = await admin.get<{ error: { code: string } }>('/api/v1/tickets')
    expect([refused.status, refused.body.error.code]).to.deep.equal([503, 'storage_unavailable'])
    expect(refused.headers.get('retry-after')).to.equal('5')
    expect(await refusalOf(sendOverSmtp(smtpPort, rawMail(0, 'away'), ['support@redress.localhost']))).to.equal(451)

    await mongod.start()
    await waitFor(() => answering(admin, 200), 20_000, () => 'not ready again')
    expect((await delivery).accepted).to.equal(mails)
    const ids = await written
    await waitFor(async () => (await waitingMail(database)) === 0 || undefined, 60_000, () => 'mail still waits')

    expect(web.isAlive()).to.equal(true)
    const { tickets, ...counted } = await countMail(database, mails, 'away')
    expect(counted).to.deep.equal({ messages: mails, lost: 0, doubled: 0, quarantined: 0, unopened: 0 })
    expect(tickets, 'one of them opened by hand').to.equal(mails + 1)
    expect(new Set(ids).size).to.equal(notes)
    expect(await database.collection('messages').countDocuments({ kind: 'note' })).to.equal(notes)
  }) // prettier-ignore
})

async function answering(client: Client, status: number): Promise<Reply | undefined> {
  const reply = await client.get('/readyz')
  return reply.status === status ? reply : undefined
}

async function refusalOf(sending: Promise<unknown>): Promise<number | undefined> {
  return sending.then(
    () => 250,
    (error: unknown) => (error as { responseCode?: number }).responseCode,
  )
}

async function openTicket(client: Client): Promise<number> {
  const identity = { type: 'email', value: 'ayse@posta.example' }
  const body = { subject: 'Arayan', text: 'Güllerim solmuş geldi.', direction: 'outbound', identity }
  const reply = await client.post<{ number: number }>('/api/v1/tickets', body)
  if (reply.status !== 201) throw new Error(`no ticket: ${reply.text}`)
  return reply.body.number
}

/** Writes notes one after the other, each again and again under one name until it is taken. @returns their ids */
async function writeNotes(client: Client, path: string, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < notes; n++) {
    while (ids.length === n) {
      signal.throwIfAborted()
      const body = { kind: 'note', text: `Telefon ${n}`, clientId: `telefon-${n}` }
      const reply = await client.post<{ id: string }>(path, body)
      if (reply.status < 300) ids.push(reply.body.id)
      else if (reply.status < 500) throw new Error(`refused for good: ${reply.text}`)
      else await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return ids
}
