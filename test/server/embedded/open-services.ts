import { openServices } from '../../../server/embedded/index.js'
import { makeLogger } from '../../../server/lib/logger.js'
import { testBinaries, testConfig } from '../../support/services.js'

/** Opens services on the folder given, says where they are in one JSON line, and ends them when stdin ends. */
const dataDir = process.argv[2] ?? ''
const services = await openServices(testConfig({ DATA_DIR: dataDir, PORT: '4321' }), makeLogger('error'), {
  cacheGb: 0.25,
  binariesDir: testBinaries,
})
process.stdout.write(`${JSON.stringify({ mongodbUri: services.mongodbUri, redisUrl: services.redisUrl })}\n`)
process.stdin.resume().once('end', () => void services.stop())
