import { expect } from 'chai'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { attachServices, explainFailure } from '../../../server/embedded/index.js'
import { currentHolder } from '../../../server/embedded/lock.js'
import { inspectProcess } from '../../../server/embedded/processes.js'
import { testConfig } from '../../support/services.js'
import { failureOf, killHard, onMongo, openInProcess, sandbox } from './support.js'

describe('embedded services', function () {
  this.timeout(40_000)
  const box = sandbox()

  it('keep documents, secrets, jobs and ports when they are stopped and started again', async () => {
    const dataDir = box.folder()
    const first = await box.open(dataDir)
    expect(first.embedded).to.deep.equal({ mongo: true, redis: true })
    await onMongo(first.mongodbUri, (client) => client.db().collection('kept').insertOne({ word: 'şikâyet' }))
    await onRedis(first.redisUrl, (redis) => redis.set('kept', 'iş'))
    await first.stop()
    await first.stop()
    expect(await currentHolder(dataDir)).to.equal(null)

    const second = await box.open(dataDir)
    expect(second.mongodbUri).to.equal(first.mongodbUri)
    expect(second.redisUrl).to.equal(first.redisUrl)
    expect(second.secrets).to.deep.equal(first.secrets)
    const kept = await onMongo(second.mongodbUri, (client) => client.db().collection('kept').findOne({}))
    expect(kept).to.include({ word: 'şikâyet' })
    expect(await onRedis(second.redisUrl, (redis) => redis.get('kept'))).to.equal('iş')
  })

  it('offer transactions and change streams, listen on loopback only, and keep secrets from other users', async () => {
    const dataDir = box.folder()
    const services = await box.open(dataDir)
    await onMongo(services.mongodbUri, async (client) => {
      const tickets = client.db().collection('tickets')
      const changes = tickets.watch()
      const next = changes.tryNext()
      await next
      await client.withSession((session) =>
        session.withTransaction(() => tickets.insertOne({ n: 1 }, { session })),
      )
      expect(await changes.next()).to.include({ operationType: 'insert' })
      await changes.close()
      const options = await client.db('admin').command({ getCmdLineOpts: 1 })
      expect(options['parsed']).to.have.nested.property('net.bindIp', '127.0.0.1')
    })
    expect(await onRedis(services.redisUrl, (redis) => redis.config('GET', 'bind'))).to.deep.equal([
      'bind',
      '127.0.0.1',
    ])
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).to.equal(0o600)
    expect(services.secrets.secretsKey).to.match(/^[0-9a-f]{64}$/)
    expect(services.secrets.sessionSecret.length).to.be.at.least(32)
  })

  it('start on the same data after their process was killed with -9, with everything acknowledged still there', async () => {
    const dataDir = box.folder()
    const killed = await openInProcess(dataDir)
    await onMongo(killed.mongodbUri, (client) =>
      client
        .db()
        .collection('kept')
        .insertOne({ n: 1 }, { writeConcern: { w: 'majority', journal: true } }),
    )
    const children = (await currentHolder(dataDir))?.children ?? []
    await killHard(killed.process)
    expect(children.map((child) => child.name).sort()).to.deep.equal(['mongod', 'redis-server'])

    const services = await box.open(dataDir)
    expect(
      await onMongo(services.mongodbUri, (client) => client.db().collection('kept').countDocuments()),
    ).to.equal(1)
    for (const { pid, started } of children) expect(inspectProcess(pid)?.started).not.to.equal(started)
  })

  it('end what a killed process left running even when nothing told those that it died', async () => {
    const dataDir = box.folder()
    const killed = await openInProcess(dataDir)
    const children = (await currentHolder(dataDir))?.children ?? []
    for (const pid of watchdogsOf(children.map((child) => child.pid))) process.kill(pid, 'SIGKILL')
    await killHard(killed.process)
    for (const { pid, started } of children) expect(inspectProcess(pid)?.started).to.equal(started)

    const services = await box.open(dataDir)
    expect(services.mongodbUri).to.equal(killed.mongodbUri)
    for (const { pid, started } of children) expect(inspectProcess(pid)?.started).not.to.equal(started)
  })

  it('move to other ports with the data intact when theirs were taken in between', async () => {
    const dataDir = box.folder()
    const first = await box.open(dataDir)
    await onMongo(first.mongodbUri, (client) => client.db().collection('kept').insertOne({ n: 1 }))
    await first.stop()
    const release = await occupy([portOf(first.mongodbUri), portOf(first.redisUrl)])
    try {
      const second = await box.open(dataDir)
      expect(portOf(second.mongodbUri)).not.to.equal(portOf(first.mongodbUri))
      expect(portOf(second.redisUrl)).not.to.equal(portOf(first.redisUrl))
      const found = await onMongo(second.mongodbUri, async (client) => {
        await client.db().collection('kept').insertOne({ n: 2 })
        return client.db().collection('kept').countDocuments()
      })
      expect(found).to.equal(2)
    } finally {
      await release()
    }
  })

  it('are refused to a second process on the same data, which is told who has them and may use them as a guest', async () => {
    const dataDir = box.folder()
    const holder = await openInProcess(dataDir)
    try {
      const { code, details, error } = await failureOf(box.open(dataDir))
      expect(code).to.equal('data_folder_in_use')
      expect(details).to.include({ pid: holder.process.pid, url: 'http://127.0.0.1:4321' })
      expect(explainFailure(error))
        .to.include(`process ${holder.process.pid}`)
        .and.to.include('open-services.ts')

      const guest = await attachServices(testConfig({ DATA_DIR: dataDir }))
      expect(guest).to.include({ mongodbUri: holder.mongodbUri, redisUrl: holder.redisUrl })
      await guest?.stop()
      expect(await onMongo(holder.mongodbUri, (client) => client.db().command({ ping: 1 }))).to.include({
        ok: 1,
      })
    } finally {
      const gone = new Promise((resolve) => holder.process.once('exit', resolve))
      holder.process.stdin?.end()
      expect(await gone).to.equal(0)
    }
    expect(await attachServices(testConfig({ DATA_DIR: dataDir }))).to.equal(null)
    expect(readdirSync(dataDir)).not.to.include('lock.json')
  })

  it('have no guests where no data folder is, and make none', async () => {
    const dataDir = join(box.folder(), 'data')
    expect(await attachServices(testConfig({ DATA_DIR: dataDir }))).to.equal(null)
    expect(statSync(dataDir, { throwIfNoEntry: false })).to.equal(undefined)
  })

  it('never replace secrets that cannot be read, and say which file it is', async () => {
    const dataDir = box.folder()
    writeFileSync(join(dataDir, 'secrets.json'), '{"sessionSecret":"cut sho')
    const { code, details } = await failureOf(box.open(dataDir))
    expect(code).to.equal('secrets_unreadable')
    expect(details).to.deep.equal({ path: join(dataDir, 'secrets.json') })
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).to.equal('{"sessionSecret":"cut sho')
    expect(readdirSync(dataDir)).not.to.include('lock.json')
  })
})

async function onRedis<T>(url: string, body: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await body(redis)
  } finally {
    redis.disconnect()
  }
}

function portOf(uri: string): number {
  return Number(new URL(uri).port)
}

/** Listens on these ports until the function given back is called. */
async function occupy(ports: number[]): Promise<() => Promise<void>> {
  const servers = await Promise.all(
    ports.map(async (port) => {
      const server = createServer((socket) => socket.destroy())
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      return server
    }),
  )
  return async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** Pids of the shells that watch over these processes. */
function watchdogsOf(pids: number[]): number[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const watching = (name: string): boolean =>
    pids.some((pid) => inspectProcess(Number(name))?.command.endsWith(`redress-watchdog ${pid}`))
  const found = names.filter(watching).map(Number)
  if (found.length !== pids.length) throw new Error('not every service has a watchdog')
  return found
}
