import { expect } from 'chai'
import { testServices } from '../support/services.js'
import { runChannelsFault } from './many-channels.js'

describe('Processes that are killed while four channels deliver', function () {
  this.timeout(300_000)

  it('lose nothing and double nothing, though a tenth comes twice and edits come before their messages', async () => {
    const services = testServices()
    const report = await runChannelsFault({
      messages: 240,
      kills: 3,
      hurry: true,
      mongodbUri: services.freshDatabase(),
      redisUrl: services.freshRedis(),
    })
    expect(report.kills).to.have.length(3)
    for (const kill of report.kills) expect(kill.unsent + kill.unprocessed).to.be.greaterThan(0)
    expect(report).to.include({
      ...{ messages: 240, lost: 0, doubled: 0, wrongEdits: 0 },
      ...{ parked: 0, quarantined: 0, splitTalks: 0 },
    })
  })
})
