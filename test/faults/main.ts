import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { openServices } from '../../server/embedded/index.js'
import { readConfig } from '../../server/lib/config.js'
import { randomId } from '../../server/lib/ids.js'
import { silentLogger } from '../../server/lib/logger.js'
import { buildIfStale } from '../support/installation.js'
import { root } from '../support/sources.js'
import { runIngestFault, type IngestReport } from './ingest.js'
import { runChannelsFault, type ChannelsReport } from './many-channels.js'

/** `npm run faults -- ingest|channels [--json]`: the whole fault runs, too long for the suite. */
const names = ['ingest', 'channels']

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
    const given = { mongodbUri, redisUrl: services.redisUrl, say }
    const { report, clean } = name === 'ingest' ? await ingest(given) : await manyChannels(given)
    process.stdout.write(flags.includes('--json') ? `${JSON.stringify(report)}\n` : words(report, clean))
    return clean ? 0 : 1
  } finally {
    await services.stop()
  }
}

interface Given {
  mongodbUri: string
  redisUrl: string
  say: (line: string) => void
}

interface Judged {
  report: IngestReport | ChannelsReport
  clean: boolean
}

async function ingest(given: Given): Promise<Judged> {
  const report = await runIngestFault({ mails: 2_000, kills: 10, ...given })
  const whole = report.messages === 2_000 && report.tickets === 2_000
  const faults = report.lost + report.doubled + report.quarantined + report.unopened
  return { report, clean: whole && faults === 0 && !wasIdle(report) }
}

async function manyChannels(given: Given): Promise<Judged> {
  const report = await runChannelsFault({ messages: 10_000, kills: 20, ...given })
  const { lost, doubled, wrongEdits, parked, quarantined, splitTalks } = report
  const faults = lost + doubled + wrongEdits + parked + quarantined + splitTalks
  return { report, clean: report.messages === 10_000 && faults === 0 && !wasIdle(report) }
}

/** A kill that met no work proves nothing. */
function wasIdle({ kills }: IngestReport | ChannelsReport): boolean {
  return kills.some(({ unsent, unprocessed }) => unsent + unprocessed === 0)
}

function words(report: IngestReport | ChannelsReport, clean: boolean): string {
  const { kills, ...counts } = report
  const lines = Object.entries(counts).map(
    ([name, value]) => `${name.padEnd(12)} ${Math.round(value * 10) / 10}`,
  )
  const verdict = clean ? 'nothing lost, nothing double' : 'FAULT'
  return [`kills        ${kills.length}`, ...lines, verdict, ''].join('\n')
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

process.exitCode = await main(process.argv.slice(2))
