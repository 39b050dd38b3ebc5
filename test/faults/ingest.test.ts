import { expect } from 'chai'
import { testServices } from '../support/services.js'
import { runIngestFault } from './ingest.js'

describe('Processes that are killed while mail comes in', function () {
  this.timeout(300_000)

  it('lose no mail and double none: each accepted mail is one message in one ticket', async () => {
    const services = testServices()
    const report = await runIngestFault({
      mails: 200,
      kills: 3,
      hurry: true,
      mongodbUri: services.freshDatabase(),
      redisUrl: services.freshRedis(),
    })
    expect(report.kills).to.have.length(3)
    for (const kill of report.kills)
      expect(kill.unsent + kill.unprocessed, `work outstanding when ${kill.of} was killed`).to.be.greaterThan(
        0,
      )
    expect(report).to.include({
      accepted: 200,
      messages: 200,
      tickets: 200,
      lost: 0,
      doubled: 0,
      quarantined: 0,
      unopened: 0,
    })
  })
})
