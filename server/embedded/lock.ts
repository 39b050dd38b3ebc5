import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { now, sleep } from '../lib/clock.js'
import { Conflict } from '../lib/errors.js'
import { inspectProcess } from './processes.js'

export interface ChildEntry {
  name: string
  pid: number
  /** Start time as the system gives it. */
  started: string
}

/** What lock.json says of the process that holds a data folder. */
export interface Holder {
  pid: number
  /** Start time as the system gives it: a pid that was given away again is told from the holder by it. */
  started: string
  since: string
  command: string
  /** Where the holder serves pages, when it does. */
  url?: string
  children: ChildEntry[]
  /** Where its embedded services are found; set once they all run. */
  uris?: { mongodbUri?: string; redisUrl?: string }
}

export interface FolderLock {
  /** Children of a former holder that died without stopping them. */
  readonly leftovers: ChildEntry[]
  update(change: Partial<Pick<Holder, 'children' | 'uris'>>): void
  /** Gives the folder free; idempotent. */
  release(): void
}

/**
 * Takes the data folder for this process by writing lock.json, which holds until release() or until this process is
 * dead, however it died.
 * @throws Conflict data_folder_in_use { dataDir, pid, command, url? }
 */
export async function holdFolder(dataDir: string, url?: string): Promise<FolderLock> {
  const path = lockPath(dataDir)
  const leftovers: ChildEntry[] = []
  for (;;) {
    const mine = describeSelf(url)
    if (createExclusively(path, mine)) return lockOf(path, mine, leftovers)
    const found = await readHolder(dataDir)
    if (found && isAlive(found)) throw inUse(dataDir, found)
    leftovers.push(...(found?.children ?? []))
    setAside(path, found)
  }
}

/** The living process that holds this data folder, or null. */
export async function currentHolder(dataDir: string): Promise<Holder | null> {
  const holder = await readHolder(dataDir)
  return holder && isAlive(holder) ? holder : null
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'lock.json')
}

function describeSelf(url?: string): Holder {
  const self = inspectProcess(process.pid)
  return {
    pid: process.pid,
    started: self?.started ?? '',
    since: now().toISOString(),
    command: self?.command ?? process.argv.join(' '),
    ...(url ? { url } : {}),
    children: [],
  }
}

function isAlive(holder: Holder): boolean {
  return inspectProcess(holder.pid)?.started === holder.started
}

function inUse(dataDir: string, { pid, command, url }: Holder): Conflict {
  return new Conflict('data_folder_in_use', { dataDir, pid, command, ...(url ? { url } : {}) })
}

function createExclusively(path: string, holder: Holder): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, JSON.stringify(holder))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Null for no lock file and for one that cannot be read even after its writer had time to finish it. */
async function readHolder(dataDir: string): Promise<Holder | null> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const holder = parseHolder(lockPath(dataDir))
    if (holder !== 'unfinished') return holder
    await sleep(20)
  }
  return null
}

function parseHolder(path: string): Holder | null | 'unfinished' {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return typeof holder.pid === 'number' && Array.isArray(holder.children) ? holder : null
  } catch (error) {
    if (error instanceof SyntaxError) return 'unfinished'
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Removes a dead holder's file. When another process was quicker and the file is its own by now, it gets it back. */
function setAside(path: string, dead: Holder | null): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = parseHolder(aside)
  const another = moved !== null && moved !== 'unfinished' && moved.pid !== dead?.pid && isAlive(moved)
  if (another) renameSync(aside, path)
  else rmSync(aside)
}

function lockOf(path: string, mine: Holder, leftovers: ChildEntry[]): FolderLock {
  let held = true
  return {
    leftovers,
    update: (change) => {
      Object.assign(mine, change)
      writeFileSync(`${path}.new`, JSON.stringify(mine), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
    release: () => {
      if (held) rmSync(path, { force: true })
      held = false
    },
  }
}
