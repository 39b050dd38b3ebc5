import { expect } from 'chai'
import { MongoClient } from 'mongodb'
import type { ServiceName } from '../../../server/embedded/index.js'
import { currentHolder } from '../../../server/embedded/lock.js'
import { inspectProcess } from '../../../server/embedded/processes.js'
import { silentLogger, type Logger, type LogFields } from '../../../server/lib/logger.js'
import { connectRedis, pingRedis } from '../../../server/lib/redis.js'
import { killService } from '../../support/services.js'
import { sandbox } from './support.js'

describe('embedded services that are killed', function () {
  this.timeout(40_000)
  const box = sandbox()

  it('come back by themselves: a client with retryable writes goes on and no acknowledged write is lost', async () => {
    const dataDir = box.folder()
    const { lines, log } = recordingLogger()
    const services = await box.open(dataDir, log)
    const down: ServiceName[] = []
    services.onDown((service) => down.push(service))
    const client = new MongoClient(services.mongodbUri, { retryWrites: true })
    try {
      const numbers = client.db().collection<{ _id: number }>('numbers')
      const write = (n: number): Promise<unknown> =>
        numbers.insertOne({ _id: n }, { writeConcern: { w: 'majority', journal: true } })
      await write(0)
      await killService(dataDir, 'mongo')
      for (let n = 1; n <= 20; n++) await write(n)
      expect(await numbers.countDocuments()).to.equal(21)
    } finally {
      await client.close()
    }
    expect(down).to.deep.equal(['mongo'])
    expect(lines).to.deep.include({
      message: 'embedded service died, starting it again',
      service: 'mongod',
      exit: 'ended by SIGKILL',
    })
  })

  it('come back by themselves: Redis keeps what it had, and a connection made before goes on', async () => {
    const dataDir = box.folder()
    const services = await box.open(dataDir)
    const { lines, log } = recordingLogger()
    const down: ServiceName[] = []
    services.onDown((service) => down.push(service))
    const redis = connectRedis(services.redisUrl, log)
    try {
      await redis.set('kept', '2')
      await killService(dataDir, 'redis')
      expect(await redis.incr('kept')).to.equal(3)
      expect(await pingRedis(redis, 5_000)).to.equal(true)
    } finally {
      redis.disconnect()
    }
    expect(down).to.deep.equal(['redis'])
    expect(lines.map((line) => line['message'])).to.deep.equal([
      'redis connection lost',
      'redis connection is back',
    ])
  })

  it('stay down when they are stopped while being started again', async () => {
    const dataDir = box.folder()
    const services = await box.open(dataDir)
    const died = new Promise<void>((resolve) => services.onDown(() => resolve()))
    await killService(dataDir, 'mongo')
    await died
    const children = (await currentHolder(dataDir))?.children ?? []
    await services.stop()
    expect(children).to.have.lengthOf(2)
    for (const { pid, started } of children) expect(inspectProcess(pid)?.started).not.to.equal(started)
    expect(await currentHolder(dataDir)).to.equal(null)
  })
})

describe('a Redis connection', () => {
  it('says that a server is away, within the time given and without throwing', async () => {
    const { lines, log } = recordingLogger()
    const redis = connectRedis('redis://127.0.0.1:1', log)
    try {
      expect(await pingRedis(redis, 100)).to.equal(false)
      expect(await pingRedis(redis, 300)).to.equal(false)
    } finally {
      redis.disconnect()
    }
    expect(lines.map((line) => line['message'])).to.deep.equal(['redis connection lost'])
  })
})

/** Keeps what is logged. */
function recordingLogger(): { lines: LogFields[]; log: Logger } {
  const lines: LogFields[] = []
  const keep = (message: string, fields: LogFields = {}): void => void lines.push({ message, ...fields })
  const log: Logger = { ...silentLogger, info: keep, warn: keep, error: keep, with: () => log }
  return { lines, log }
}
