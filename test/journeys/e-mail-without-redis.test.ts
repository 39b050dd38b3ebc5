import { expect } from 'chai'
import { Redis } from 'ioredis'
import { schedules } from '../../jobs/schedules.js'
import { startWorker, type Worker } from '../../jobs/worker.js'
import { sleep } from '../../server/lib/clock.js'
import { accept } from '../../server/models/intake/index.js'
import { write } from '../../server/models/messages/index.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { colleague } from '../support/people.js'
import { freePort } from '../support/ports.js'
import { openRedisLine, type RedisLine } from '../support/redis-line.js'
import { testServices } from '../support/services.js'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js'
import { allTickets, mailAccount, makeTestContext, sendOverSmtp, settled, supportAddress, takeMail, type TestContext } from '../support/worker.js' // prettier-ignore

const mail = (n: number): Buffer =>
  rawMail({ Subject: `Şikâyet ${n}`, 'Message-ID': `<${n}@customer.example>` })

describe('mail and Redis', () => {
  useDatabase()
  let context: TestContext
  let sink: SmtpSink
  let line: RedisLine
  let worker: Worker | undefined

  beforeEach(async () => {
    sink = await startSmtpSink()
    line = await openRedisLine()
    context = makeTestContext({ SMTP_URL: sink.url, INBOUND_SMTP_PORT: String(await freePort()) }, line.url)
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await context.close()
    await line.cut()
    await sink.close()
  })

  it('loses nothing when Redis is emptied between taking a mail in and reading it', async () => {
    const account = await mailAccount(context)
    const accepted = await accept({ bytes: mail(1), transport: { via: 'smtp' } }, account, context.blobs)
    const inboundId = accepted.id.toHexString()
    expect(await context.queue.enqueue('receive-message', { inboundId }, { id: `receive-message:${inboundId}:0` })).to.equal(true) // prettier-ignore
    await flush()
    expect((await context.queue.counts()).intake.waiting).to.equal(0)
    expect(await allTickets()).to.be.empty

    context.queue.work(context)
    await settled(context)
    expect(await allTickets()).to.have.length(1)
    expect(sink.mails, 'the acknowledgement').to.have.length(1)
  })

  it('sends a reply whose hint was lost with Redis', async () => {
    const account = await mailAccount(context, { settings: { acknowledge: false } })
    await takeMail(mail(1), account, context)
    const { actor } = await colleague('agent')
    await write((await allTickets())[0]!, actor, { kind: 'reply', text: 'Merhaba', clientId: 'a' }, { secrets: context.secrets, undoSeconds: 0 }) // prettier-ignore
    await schedules['sweep-events'].run(context)
    expect((await context.queue.counts()).outbound.waiting).to.equal(1)
    await flush()
    context.queue.work(context)
    await settled(context)
    expect(sink.mails).to.have.length(1)
  })

  it('is taken in with 250 and read while Redis is away, and work goes on by itself when it is back', async () => {
    await mailAccount(context)
    worker = await startWorker(context)
    expect(await sendOverSmtp(worker.smtpPort()!, mail(1), [supportAddress])).to.match(/^250/)
    await until(async () => (await allTickets()).length === 1)

    await line.cut()
    expect(await sendOverSmtp(worker.smtpPort()!, mail(2), [supportAddress], 'b@example.com')).to.match(
      /^250/,
    )
    await until(async () => (await allTickets()).length === 2)

    await line.mend()
    await sendOverSmtp(worker.smtpPort()!, mail(3), [supportAddress])
    await until(async () => (await allTickets()).length === 3)
    await until(async () => (await context.queue.counts()).intake.waiting === 0)
    await settled(context)
    expect((await allTickets()).map(({ subject }) => subject)).to.have.members(['Şikâyet 1', 'Şikâyet 2', 'Şikâyet 3']) // prettier-ignore
  })

  it('says that a hint was not taken, soon and without throwing, while Redis is away', async () => {
    await context.queue.enqueue('notify-people', { eventId: '6560a0a0a0a0a0a0a0a0a0a0' })
    await line.cut()
    const answers = await Promise.all(
      [1, 2, 3].map(() => context.queue.enqueue('notify-people', { eventId: '6560a0a0a0a0a0a0a0a0a0a0' })),
    )
    expect(answers).to.deep.equal([false, false, false])
  })
})

async function flush(): Promise<void> {
  const redis = new Redis(testServices().redisUrl)
  await redis.flushall()
  redis.disconnect()
}

/** Waits for what happens by itself; the test's own time limit is the bound. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}
