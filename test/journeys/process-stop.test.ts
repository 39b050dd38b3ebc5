import { expect } from 'chai'
import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { waitFor, type Client } from '../support/client.js'
import { deliverAll } from '../support/deliver.js'
import { countMail, openInstallation, waitingMail, type Installation } from '../support/installation.js'
import { rawMail } from '../support/raw-mail.js'
import { testServices } from '../support/services.js'

const [mails, notes] = [80, 10]

/** Status 0 says that it went in order and in time: a process that has not stopped after 25 s ends with 1. */
describe('A process that is asked to stop', function () {
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

  it('a worker with jobs running: ends them, leaves the rest to the next worker and ends with 0', async () => {
    const { database, smtpPort } = installation
    const worker = await installation.start('worker')
    let stopped: Promise<number | null> | undefined
    let accepted = 0
    const delivery = deliverAll(smtpPort, mails, (n) => rawMail(n, 'stop'), {
      connections: 8,
      tell: (state) => {
        accepted = state.accepted
        if (accepted >= mails / 2) stopped ??= worker.stop()
      },
    })
    await waitFor(() => stopped !== undefined || undefined, 20_000)
    const unprocessed = await waitingMail(database)
    expect(unprocessed + mails - accepted, 'work outstanding').to.be.greaterThan(0)
    expect(await stopped).to.equal(0)
    const begun = await database.collection('inbound').countDocuments({ state: 'received', attempts: { $gt: 0 } })
    expect(begun, 'begun and not ended').to.equal(0)

    await installation.start('worker')
    await delivery
    await waitFor(async () => (await waitingMail(database)) === 0 || undefined, 30_000)
    const { messages, tickets, ...faults } = await countMail(database, mails, 'stop')
    expect([messages, tickets]).to.deep.equal([mails, mails])
    expect(faults).to.deep.equal({ lost: 0, doubled: 0, quarantined: 0, unopened: 0 })
  }) // prettier-ignore

  it('a web process with requests on their way: takes no new ones, answers every one begun and ends with 0', async () => {
    const web = await installation.start('web')
    const admin = await installation.admin(web.url)
    const number = await openTicket(admin)
    const path = `${web.url}/api/v1/tickets/${number}/messages`
    const begun = Array.from({ length: notes }, (_, n) => beginNote(path, admin.cookie, n))
    await Promise.all(begun.map((one) => one.halfSent))

    const stopped = web.stop()
    await waitFor(() => isRefused(`${web.url}/healthz`), 10_000)
    expect(web.isAlive()).to.equal(true)
    const answers = await Promise.all(begun.map((one) => one.finish()))
    expect(answers).to.deep.equal(Array<number>(notes).fill(201))
    expect(await stopped).to.equal(0)
    expect(await installation.database.collection('messages').countDocuments({ kind: 'note' })).to.equal(notes)
  }) // prettier-ignore
})

async function openTicket(client: Client): Promise<number> {
  const identity = { type: 'email', value: 'ayse@posta.example' }
  const body = { subject: 'Arayan', text: 'Güllerim solmuş geldi.', direction: 'outbound', identity }
  return (await client.post<{ number: number }>('/api/v1/tickets', body)).body.number
}

interface HalfRequest {
  /** When the server has said that it waits for the body, and half of that is on its way. */
  halfSent: Promise<void>
  /** Sends the other half. @returns the answer's status, once the whole answer has come */
  finish(): Promise<number | undefined>
}

/** A request on a connection of its own, of which the server has the head and half of the body. */
function beginNote(path: string, cookie: string, n: number): HalfRequest {
  const body = Buffer.from(JSON.stringify({ kind: 'note', text: `Not ${n}`, clientId: `yarim-not-${n}` }))
  const half = Math.floor(body.length / 2)
  const sending: ClientRequest = request(path, {
    method: 'POST',
    agent: false,
    headers: {
      cookie,
      'content-type': 'application/json',
      'content-length': body.length,
      'sec-fetch-site': 'same-origin',
      expect: '100-continue',
    },
  })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  return {
    halfSent: once(sending, 'continue').then(() => void sending.write(body.subarray(0, half))),
    async finish() {
      sending.end(body.subarray(half))
      const [answer] = await answered
      answer.resume()
      await once(answer, 'end')
      return answer.statusCode
    },
  }
}

async function isRefused(url: string): Promise<true | undefined> {
  try {
    await fetch(url, { headers: { connection: 'close' } })
    return undefined
  } catch (error) {
    const { code } = (error as { cause?: { code?: string } }).cause ?? {}
    return code === 'ECONNREFUSED' || undefined
  }
}
