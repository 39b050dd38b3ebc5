import { expect } from 'chai'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, importsOf, isTypeScript, root, type Import } from './support/sources.js'

const sources = ['server', 'channels', 'jobs', 'views'].flatMap((folder) => filesUnder(folder, isTypeScript))
const imports = sources.flatMap(importsOf)

/** Where a file stands in the import table; the first that fits. */
const zones: [name: string, prefix: string][] = [
  ['server/lib', 'server/lib/'],
  ['server/models', 'server/models/'],
  ['server/embedded', 'server/embedded/'],
  ['channels', 'channels/'],
  ['views/browser', 'views/browser/'],
  ['views', 'views/'],
  ['jobs', 'jobs/'],
  ['top', 'server/'],
]

/** Who may import whom; a zone may always import itself. `types` may be imported as types only. */
const table: Record<string, { code: string[]; types?: string[] }> = {
  'server/lib': { code: [] },
  'server/models': { code: ['server/lib'] },
  'server/embedded': { code: ['server/lib'] },
  channels: { code: ['server/lib'], types: ['server/models'] },
  views: { code: ['server/lib'], types: ['server/models'] },
  'views/browser': { code: [], types: [] },
  jobs: { code: ['server/lib', 'server/models', 'channels', 'views'] },
  top: { code: ['server/lib', 'server/models', 'server/embedded', 'channels', 'views', 'jobs'] },
}

/** Single imports beyond the table, each with its reason. */
const importExceptions: Record<string, string> = {
  'jobs/main.ts -> server/boot.ts': 'the worker process starts like every other process',
  'jobs/main.ts -> server/stopping.ts': 'and stops like every other process',
}

const zoneOf = (path: string): string => zones.find(([, prefix]) => path.startsWith(prefix))?.[0] ?? 'outside'

function breaks(one: Import): boolean {
  if (!one.ours || `${one.from} -> ${one.to}` in importExceptions) return false
  const [from, to] = [zoneOf(one.from), zoneOf(one.to)]
  if (from === to) return false
  if (from === 'views/browser') return !fitForBrowser(one)
  const allowed = table[from]
  return !(allowed?.code.includes(to) || (one.typesOnly && allowed?.types?.includes(to)))
}

/** The browser's own code takes the shared helpers and the shapes of views, and locale files as data. */
function fitForBrowser({ to, typesOnly }: Import): boolean {
  if (/^views\/(helpers|locales)([./]|$)/.test(to)) return true
  return typesOnly && /^views\/types([./]|$)/.test(to)
}

const told = (one: Import): string =>
  `${one.from}:${one.line} imports ${one.typesOnly ? 'types of ' : ''}${one.to}`

describe('The architecture', () => {
  it('lets each folder import only what the table of ARCHITECTURE.md allows', () => {
    expect(imports.filter(breaks).map(told)).to.deep.equal([])
  })

  it('has no exception to the import table that nothing needs any more', () => {
    const made = new Set(imports.map(({ from, to }) => `${from} -> ${to}`))
    const needed = Object.keys(importExceptions).filter((one) =>
      existsSync(join(root, one.split(' ')[0] ?? '')),
    )
    expect(needed.filter((one) => !made.has(one))).to.deep.equal([])
  })

  it('tells an import of types from an import of code, and finds relative, dynamic and re-exported ones', () => {
    const seen = importsOf('channels/channel.ts')
    expect(seen.map(({ to, typesOnly }) => ({ to, typesOnly }))).to.deep.include({
      to: 'server/models/intake/message-shapes.ts',
      typesOnly: true,
    })
    const bad = {
      from: 'channels/email/send.ts',
      to: 'server/models/tickets/open.ts',
      ours: true,
      typesOnly: false,
      line: 1,
    }
    expect(breaks(bad)).to.equal(true)
    expect(breaks({ ...bad, typesOnly: true })).to.equal(false)
    expect(breaks({ ...bad, from: 'server/lib/ids.ts', to: 'jobs/queue.ts' })).to.equal(true)
  })

  it('resolves every relative import to a file that is there, so that no rule is passed by a wrong path', () => {
    const missing = imports.filter(({ ours, to }) => ours && !existsSync(join(root, to)))
    expect(missing.map(told)).to.deep.equal([])
  })

  it('lets only jobs/queue.ts know bull, only server/live know socket.io, and views neither express nor sockets', () => {
    const users = (name: string) =>
      imports.filter(({ ours, to, typesOnly }) => !ours && to === name && !typesOnly)
    const outside = (name: string, home: RegExp) =>
      users(name)
        .filter(({ from }) => !home.test(from))
        .map(told)
    expect(outside('bull', /^jobs\/queue\.ts$/)).to.deep.equal([])
    for (const name of ['socket.io', '@socket.io/redis-streams-adapter'])
      expect(outside(name, /^server\/live([./]|$)/)).to.deep.equal([])
    expect(outside('socket.io-client', /^views\/browser\//)).to.deep.equal([])
    expect(outside('express', /^server\/(http|main)/)).to.deep.equal([])
    const inModels = imports.filter(
      ({ from, to }) =>
        from.startsWith('server/models/') && /^(nodemailer|express|ioredis|bull|twilio)$/.test(to),
    )
    expect(inModels.map(told)).to.deep.equal([])
  })

  it('leaves jobs to the worker: pages, API and sockets only enqueue them', () => {
    const enqueueing = ['jobs/queue.ts', 'jobs/presence.ts', 'jobs/schedules.ts']
    const running = imports.filter(
      ({ from, to, typesOnly }) =>
        /^server\/(http|live)\//.test(from) &&
        to.startsWith('jobs/') &&
        !typesOnly &&
        !enqueueing.includes(to),
    )
    expect(running.map(told)).to.deep.equal([])
  })

  it('keeps Node out of the browser', () => {
    const node = imports.filter(({ from, to }) => from.startsWith('views/browser/') && to.startsWith('node:'))
    expect(node.map(told)).to.deep.equal([])
  })
})
