import { expect } from 'chai'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, openServices } from '../../../server/embedded/index.js'
import { silentLogger } from '../../../server/lib/logger.js'
import { testConfig } from '../../support/services.js'
import { failureOf, options, sandbox } from './support.js'

describe('the data folder of embedded services', () => {
  const box = sandbox()

  it('is refused before anything starts when it lies under a file', async () => {
    const file = join(box.folder(), 'file')
    writeFileSync(file, 'not a folder')
    const failure = await failureOf(box.open(join(file, 'data')))
    expect(failure.code).to.equal('data_folder_unusable')
    expect(failure.details).to.deep.equal({ dataDir: join(file, 'data'), errno: 'ENOTDIR' })
  })

  it('is refused when it is itself a file, and the file stays as it was', async () => {
    const file = join(box.folder(), 'file')
    writeFileSync(file, 'precious')
    expect((await failureOf(box.open(file))).code).to.equal('data_folder_unusable')
    expect(statSync(file).size).to.equal('precious'.length)
  })

  it('is refused where nobody may write, with words that name the folder and the way out', async () => {
    const { code, error } = await failureOf(box.open('/proc/redress-data'))
    expect(code).to.equal('data_folder_unusable')
    expect(explainFailure(error)).to.include('/proc/redress-data').and.to.include('DATA_DIR')
  })

  it('is refused when its disk is almost full, and nothing is left behind in it', async () => {
    const folder = box.folder()
    const opening = openServices(testConfig({ DATA_DIR: folder }), silentLogger, {
      ...options,
      minFreeBytes: 1e18,
    })
    const { code, details, error } = await failureOf(opening)
    expect(code).to.equal('data_folder_full')
    expect(details['neededBytes']).to.equal(1e18)
    expect(details['freeBytes']).to.be.greaterThan(0)
    expect(explainFailure(error)).to.match(/has \d+ MB free/)
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('is not even made when database and Redis are configured to be elsewhere', async () => {
    const dataDir = join(box.folder(), 'data')
    const services = await box.open(dataDir, silentLogger, {
      MONGODB_URI: 'mongodb://db.example/shop',
      REDIS_URL: 'redis://cache.example',
      SESSION_SECRET: 's'.repeat(32),
      SECRETS_KEY: 'a'.repeat(64),
    })
    expect(services.mongodbUri).to.equal('mongodb://db.example/shop')
    expect(services.redisUrl).to.equal('redis://cache.example')
    expect(services.embedded).to.deep.equal({ mongo: false, redis: false })
    expect(services.secrets).to.deep.equal({ sessionSecret: 's'.repeat(32), secretsKey: 'a'.repeat(64) })
    expect(statSync(dataDir, { throwIfNoEntry: false })).to.equal(undefined)
  })
})
