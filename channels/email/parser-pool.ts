import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type ResourceLimits } from 'node:worker_threads'
import { type AppError, ChannelRejected, ChannelUnavailable, describeError } from '../../server/lib/errors.js'
import { mailLimits, refuseTooLarge } from './parse/limits.js'
import type { ParsedMail, ParseOptions } from './parse/mail.js'
import type { ParseAnswer, ParseRequest } from './parser-worker.js'

export interface ParserPoolOptions {
  /** Worker threads at most; each is started when there is work for it. */
  size?: number
  /** Milliseconds for one mail before its worker is ended. */
  timeoutMs?: number
  resourceLimits?: ResourceLimits
}

export interface ParserPool {
  /**
   * Parses in a worker thread; the bytes are copied, so the caller keeps theirs.
   * @throws ChannelRejected for a mail that cannot be read (also mail_parse_timeout), ChannelUnavailable
   * `mail_parser_unavailable` when no worker starts or the pool is closed
   */
  parse(bytes: Uint8Array, options?: ParseOptions): Promise<ParsedMail>
  /** Ends the workers; what still waits is rejected as unavailable. */
  close(): Promise<void>
}

interface Task {
  bytes: Uint8Array
  options: ParseOptions
  resolve(mail: ParsedMail): void
  reject(error: AppError): void
}

interface Slot {
  worker: Worker
  ready: boolean
  task: Task | null
  timer: NodeJS.Timeout | null
}

interface Pool {
  size: number
  timeoutMs: number
  resourceLimits: ResourceLimits
  slots: Set<Slot>
  queue: Task[]
  closed: boolean
}

const startTimeoutMs = 60_000

/** Parser threads that outlive bad mail: one that hangs, crashes or runs out of memory costs its worker only. */
export function makeParserPool(options: ParserPoolOptions = {}): ParserPool {
  const {
    size = 2,
    timeoutMs = 10_000,
    resourceLimits = { maxOldGenerationSizeMb: 512, stackSizeMb: 4 },
  } = options
  const pool: Pool = { size, timeoutMs, resourceLimits, slots: new Set(), queue: [], closed: false }
  return {
    parse: (bytes, parseOptions = {}) => enqueue(pool, bytes, parseOptions),
    close: () => close(pool),
  }
}

async function enqueue(pool: Pool, bytes: Uint8Array, options: ParseOptions): Promise<ParsedMail> {
  refuseTooLarge(bytes.length, options.limits?.bytes ?? mailLimits.bytes)
  if (pool.closed) throw new ChannelUnavailable('mail_parser_unavailable', { reason: 'closed' })
  return new Promise((resolve, reject) => {
    pool.queue.push({ bytes, options, resolve, reject })
    dispatch(pool)
  })
}

function dispatch(pool: Pool): void {
  for (const slot of pool.slots) if (!slot.task && pool.queue.length > 0) give(pool, slot)
  while (pool.queue.length > 0 && pool.slots.size < pool.size) give(pool, start(pool))
}

function give(pool: Pool, slot: Slot): void {
  slot.task = pool.queue.shift() ?? null
  slot.worker.ref()
  if (slot.ready) post(pool, slot)
}

function post(pool: Pool, slot: Slot): void {
  if (!slot.task) return
  arm(
    pool,
    slot,
    pool.timeoutMs,
    new ChannelRejected('mail_parse_timeout', { limit: pool.timeoutMs, unit: 'ms' }),
  )
  const bytes = new Uint8Array(slot.task.bytes).buffer
  slot.worker.postMessage({ bytes, options: slot.task.options } satisfies ParseRequest, [bytes])
}

function start(pool: Pool): Slot {
  const slot: Slot = { worker: startWorker(pool.resourceLimits), ready: false, task: null, timer: null }
  pool.slots.add(slot)
  arm(
    pool,
    slot,
    startTimeoutMs,
    new ChannelUnavailable('mail_parser_unavailable', { reason: 'start_timeout' }),
  )
  slot.worker.on('message', (answer: ParseAnswer) => {
    take(pool, slot, answer)
  })
  slot.worker.on('error', (cause) => {
    discard(pool, slot, crash(slot, describeError(cause)))
  })
  slot.worker.on('exit', (code) => {
    discard(pool, slot, crash(slot, `exit ${code}`))
  })
  return slot
}

function take(pool: Pool, slot: Slot, answer: ParseAnswer): void {
  disarm(slot)
  if ('ready' in answer) {
    slot.ready = true
    post(pool, slot)
    return
  }
  const { task } = slot
  slot.task = null
  slot.worker.unref()
  dispatch(pool)
  if ('mail' in answer) task?.resolve(answer.mail)
  else task?.reject(refusal(answer.refused))
}

function refusal({ code, details }: { code: string; details: Record<string, unknown> }): ChannelRejected {
  return new ChannelRejected(code, {
    ...details,
    ...(code === 'mail_too_large' ? { status: 413 as const } : {}),
  })
}

/** A crash while parsing is the mail's doing; a crash while starting is not. */
function crash(slot: Slot, reason: string): AppError {
  return slot.ready
    ? new ChannelRejected('mail_unparsable', { reason })
    : new ChannelUnavailable('mail_parser_unavailable', { reason })
}

/** Takes a worker out; its mail is answered and the next one gets a fresh worker. */
function discard(pool: Pool, slot: Slot, error: AppError): void {
  if (!pool.slots.delete(slot)) return
  disarm(slot)
  slot.task?.reject(error)
  slot.task = null
  void slot.worker.terminate()
  if (!slot.ready) for (const task of pool.queue.splice(0)) task.reject(error)
  dispatch(pool)
}

function arm(pool: Pool, slot: Slot, ms: number, error: AppError): void {
  disarm(slot)
  slot.timer = setTimeout(() => {
    discard(pool, slot, error)
  }, ms)
  slot.timer.unref()
}

function disarm(slot: Slot): void {
  if (slot.timer) clearTimeout(slot.timer)
  slot.timer = null
}

async function close(pool: Pool): Promise<void> {
  pool.closed = true
  const error = new ChannelUnavailable('mail_parser_unavailable', { reason: 'closed' })
  for (const task of pool.queue.splice(0)) task.reject(error)
  const slots = [...pool.slots]
  for (const slot of slots) discard(pool, slot, error)
  await Promise.all(slots.map((slot) => slot.worker.terminate()))
}

/** Built code runs as it is; TypeScript needs its loader registered within the thread (Node 20 does not hand it on). */
function startWorker(resourceLimits: ResourceLimits): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./parser-worker.js', import.meta.url), { resourceLimits })
  // resolved by way of its sibling: asked for tsx/esm/api, require() gives a build that cannot register in a thread
  const esm = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm'))
  const loader = new URL('./api/index.mjs', esm).href
  const file = new URL('./parser-worker.ts', import.meta.url).href
  const code = `import(${JSON.stringify(loader)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(file)}) })`
  return new Worker(code, { eval: true, resourceLimits })
}
