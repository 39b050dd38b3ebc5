import { expect } from 'chai'
import { waitFor } from '../support/client.js'
import { deliverAll } from '../support/deliver.js'
import { countMail, openInstallation, waitingMail, type Installation } from '../support/installation.js'
import { addressOf, rawMail } from '../support/raw-mail.js'
import { openRedisLine, type RedisLine } from '../support/redis-line.js'
import { testServices } from '../support/services.js'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js'

describe('A Redis that is away under running processes', function () {
  this.timeout(90_000)
  let line: RedisLine
  let sink: SmtpSink
  let installation: Installation

  beforeEach(async () => {
    const services = testServices()
    line = await openRedisLine()
    sink = await startSmtpSink()
    const redisUrl = line.url + new URL(services.freshRedis()).pathname
    installation = await openInstallation({ mongodbUri: services.freshDatabase(), redisUrl })
  })
  afterEach(async () => {
    await installation.close()
    await line.cut()
    await sink.close()
  })

  it('is named as what is missing; mail is taken in and answered meanwhile, and nothing is lost or sent twice', async () => {
    const { database, smtpPort } = installation
    const env = { SMTP_URL: sink.url, UNDO_SECONDS: '0' }
    const [worker, web] = [await installation.start('worker', env), await installation.start('web', env)]
    const admin = await installation.admin(web.url)
    await deliverAll(smtpPort, 5, (n) => rawMail(n, 'redis'), { connections: 2 })
    await waitFor(async () => (await admin.get('/readyz')).status === 200 || undefined, 10_000)

    await line.cut()
    const unready = await waitFor(async () => {
      const reply = await admin.get('/readyz')
      return reply.status === 503 ? reply : undefined
    }, 10_000)
    expect(unready.body).to.include({ status: 'not_ready' }).and.to.have.deep.property('failing', ['redis'])
    await deliverAll(smtpPort, 15, (n) => rawMail(5 + n, 'redis'), { connections: 2 })
    await waitFor(async () => (await waitingMail(database)) === 0 || undefined, 30_000, () => 'not taken in')
    expect(await countMail(database, 20, 'redis')).to.include({ messages: 20, tickets: 20, lost: 0, doubled: 0 })
    const { items } = (await admin.get<{ items: { number: number }[] }>('/api/v1/tickets')).body
    const [ticket] = items
    const reply = await admin.post(`/api/v1/tickets/${ticket!.number}/messages`, {
      kind: 'reply', text: 'Yenisini yolluyoruz.', clientId: 'while-redis-is-away', baseSeq: 100,
    }) // prettier-ignore
    expect(reply.status).to.equal(201)
    await waitFor(() => sink.mails.some(isReply) || undefined, 20_000, () => 'the reply was not sent')

    await line.mend()
    await waitFor(async () => (await admin.get('/readyz')).status === 200 || undefined, 20_000)
    await waitFor(() => sink.mails.length >= 21 || undefined, 30_000, () => `sent: ${sink.mails.length}`)
    expect(await worker.stop()).to.equal(0)
    expect(sink.mails.filter(isReply)).to.have.length(1)
    const thanked = sink.mails.filter((mail) => !isReply(mail)).flatMap(({ to }) => to)
    expect(thanked.sort()).to.deep.equal(Array.from({ length: 20 }, (_, n) => addressOf(n)).sort())
  }) // prettier-ignore
})

function isReply({ parsed }: { parsed: { text?: string | undefined } }): boolean {
  return parsed.text?.includes('Yenisini yolluyoruz.') === true
}
