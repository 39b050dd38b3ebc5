import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { root } from '../support/sources.js'
import { chat } from './chat.js'
import { create } from './create.js'
import { inbox } from './inbox.js'
import { ingest } from './ingest.js'
import { live } from './live.js'
import { bigVolume, openBench, openStage, usualVolume, type Bench, type Figure } from './stage.js'
import { ticket } from './ticket.js'
import { webhooks } from './webhooks.js'

const benches: Record<string, Bench> = { ingest, inbox, ticket, live, create, webhooks, chat }

/** `npm run bench -- NAME [--json] [--big]`: one bench, its reference taken in the same run. */
async function main(args: string[]): Promise<number> {
  const [name = '', ...flags] = args
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
  if (!bench) {
    say(`npm run bench -- ${Object.keys(benches).join('|')} [--json] [--big]`)
    return 2
  }
  execFileSync(process.execPath, ['bin/build.js', '--if-stale'], { cwd: root, stdio: ['ignore', 2, 2] })
  const services = await openBench(say)
  try {
    const stage = await openStage(services, bench, flags.includes('--big') ? bigVolume : usualVolume, say)
    try {
      const idle: Figure[] = [
        { name: 'web process ready after', value: stage.web.readyMs, unit: 'ms', target: '< 3000' },
        {
          name: 'idle memory of the web process',
          value: memoryOf(stage.web.pid),
          unit: 'MB',
          target: '< 200',
        },
        { name: 'idle memory of the worker process', value: memoryOf(stage.worker.pid), unit: 'MB' },
      ]
      return tell([...(await bench.run(stage)), ...idle], name, flags.includes('--json'))
    } finally {
      await stage.stop()
    }
  } finally {
    await services.stop()
  }
}

/** Resident memory in MB, as Linux counts it. */
function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}

/** @returns 0 when every target is met */
function tell(figures: Figure[], name: string, json: boolean): number {
  const judged = figures.map((figure) => ({ ...figure, ...(figure.target ? { met: isMet(figure) } : {}) }))
  if (json) process.stdout.write(`${JSON.stringify({ bench: name, figures: judged })}\n`)
  else for (const figure of judged) process.stdout.write(`${line(figure)}\n`)
  return judged.every(({ met }) => met !== false) ? 0 : 1
}

function isMet({ value, target = '' }: Figure): boolean {
  const [sign, limit] = target.split(' ')
  const bound = Number(limit)
  if (sign === '>=') return value >= bound
  return sign === '<=' ? value <= bound : value < bound
}

function line({ name, value, unit, target, met }: Figure & { met?: boolean }): string {
  const shown = `${value >= 100 ? Math.round(value) : Math.round(value * 100) / 100} ${unit}`
  const verdict = target ? `${target} ${met ? 'met' : 'MISSED'}` : ''
  return `${name.padEnd(50)} ${shown.padStart(12)}  ${verdict}`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

process.exitCode = await main(process.argv.slice(2))
