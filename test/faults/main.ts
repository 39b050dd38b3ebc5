import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { openServices } from '../../server/embedded/index.js'
import { readConfig } from '../../server/lib/config.js'
import { randomId } from '../../server/lib/ids.js'
import { silentLogger } from '../../server/lib/logger.js'
import { buildIfStale } from '../support/installation.js'
import { root } from '../support/sources.js'
import { runIngestFault, type IngestReport } from './ingest.js'

/** `npm run faults -- ingest [--json]`: the whole fault runs, too long for the suite. */
const names = ['ingest']

async function main(args: string[]): Promise<number> {
  const [name = 'ingest', ...flags] = args
  if (!names.includes(name)) {
    process.stderr.write(`npm run faults -- ${names.join('|')} [--json]\n`)
    return 2
  }
  buildIfStale()
  const dataDir = resolve(root, '.bench-data/faults')
  mkdirSync(dataDir, { recursive: true })
  const services = await openServices(readConfig({ DATA_DIR: dataDir }), silentLogger, {
    binariesDir: resolve(root, '.bench-data/binaries'),
    say,
  })
  try {
    const mongodbUri = services.mongodbUri.replace('/redress?', `/faults-${randomId()}?`)
    const report = await runIngestFault({
      mails: 2_000,
      kills: 10,
      mongodbUri,
      redisUrl: services.redisUrl,
      say,
    })
    process.stdout.write(flags.includes('--json') ? `${JSON.stringify(report)}\n` : words(report))
    return isClean(report) ? 0 : 1
  } finally {
    await services.stop()
  }
}

function isClean(report: IngestReport): boolean {
  const whole = report.messages === 2_000 && report.tickets === 2_000
  const idle = report.kills.some(({ unsent, unprocessed }) => unsent + unprocessed === 0)
  return whole && !idle && report.lost + report.doubled + report.quarantined + report.unopened === 0
}

function words(report: IngestReport): string {
  const { kills, ...counts } = report
  const lines = Object.entries(counts).map(
    ([name, value]) => `${name.padEnd(12)} ${Math.round(value * 10) / 10}`,
  )
  return [
    `kills        ${kills.length}`,
    ...lines,
    isClean(report) ? 'nothing lost, nothing double' : 'FAULT',
    '',
  ].join('\n')
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

process.exitCode = await main(process.argv.slice(2))
