import { expect } from 'chai'
import { connect } from 'node:net'
import { waitFor } from '../support/client.js'
import { deliverAll } from '../support/deliver.js'
import { countMail, openInstallation, waitingMail, type Installation } from '../support/installation.js'
import { rawMail } from '../support/raw-mail.js'
import { testServices } from '../support/services.js'

describe('A web process and a worker process', function () {
  this.timeout(90_000)
  let installation: Installation

  beforeEach(async () => {
    const services = testServices()
    installation = await openInstallation({
      mongodbUri: services.freshDatabase(),
      redisUrl: services.freshRedis(),
    })
  })
  afterEach(() => installation.close())

  it('share the work: the web process steps back for the worker and takes over when it dies, and no mail is lost', async () => {
    const { database, smtpPort } = installation
    const web = await installation.start('web')
    expect(await workers()).to.deep.equal([web.pid])
    await takenIn(0, 5)

    const worker = await installation.start('worker')
    await waitFor(async () => (await workers()).join() === String(worker.pid) || undefined, 20_000)
    await takenIn(5, 10)

    await worker.kill()
    await deliverAll(smtpPort, 5, (n) => rawMail(10 + n, 'takeover'), { connections: 1 })
    await waitFor(async () => (await workers()).includes(web.pid) || undefined, 30_000)
    await waitFor(async () => (await waitingMail(database)) === 0 || undefined, 60_000)
    const { messages, tickets, ...faults } = await countMail(database, 15, 'takeover')
    expect([messages, tickets]).to.deep.equal([15, 15])
    expect(faults).to.deep.equal({ lost: 0, doubled: 0, quarantined: 0, unopened: 0 })
    expect(web.isAlive()).to.equal(true)

    async function takenIn(from: number, to: number): Promise<void> {
      await deliverAll(smtpPort, to - from, (n) => rawMail(from + n, 'takeover'), { connections: 2 })
      await waitFor(async () => (await database.collection('messages').countDocuments({ kind: 'in' })) === to || undefined, 20_000) // prettier-ignore
    }
  })

  it('of two worker processes one listens for mail, and the other when it stops in order', async () => {
    const [one, other] = [await installation.start('worker'), await installation.start('worker')]
    expect(await one.stop()).to.equal(0)
    await waitFor(() => isListening(installation.smtpPort), 10_000)
    expect(await workers()).to.deep.equal([other.pid])
    await deliverAll(installation.smtpPort, 3, (n) => rawMail(n, 'takeover'), { connections: 1 })
    await waitFor(async () => (await waitingMail(installation.database)) === 0 || undefined, 20_000)
    expect(await countMail(installation.database, 3, 'takeover')).to.include({ messages: 3, tickets: 3 })
  })

  /** Processes that work on jobs now, by their own sign. */
  async function workers(): Promise<number[]> {
    const living = await installation.database
      .collection<{ pid: number }>('processes')
      .find({ until: { $gt: new Date() } })
      .sort({ startedAt: 1 })
      .toArray()
    return living.map(({ pid }) => pid)
  }
})

function isListening(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (answer: true | undefined): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(undefined))
  })
}
