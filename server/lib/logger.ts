import { AsyncLocalStorage } from 'node:async_hooks'
import { pino, type Logger as PinoLogger } from 'pino'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
export type LogFields = Record<string, unknown>

/** Constant message, fields beside it: `log.info('message stored', { ticketId })`. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds these fields to each line. */
  with(fields: LogFields): Logger
  /** For libraries that want pino itself. */
  readonly pino: PinoLogger
}

/** Names whose values never reach a log line, at any of the first three levels of a field. */
const secretNames = new Set([
  'password', 'passwordHash', 'secret', 'secrets', 'token', 'authorization', 'cookie', 'apiKey',
  'body', 'text', 'html', 'raw', 'smtpUrl', 'mongodbUri', 'redisUrl', 'sessionSecret', 'secretsKey',
]) // prettier-ignore

const context = new AsyncLocalStorage<LogFields>()

/** Runs `body` so that every log line within it carries `fields` (request id, job, ticket). */
export function withLogContext<T>(fields: LogFields, body: () => T): T {
  return context.run({ ...context.getStore(), ...fields }, body)
}

/**
 * JSON lines on stderr, so that stdout stays for the answers of commands.
 * @param level lowest level written
 */
export function makeLogger(level: LogLevel = 'info', base: LogFields = {}): Logger {
  const root = pino(
    {
      level,
      base,
      mixin: () => context.getStore() ?? {},
      formatters: { level: (label) => ({ level: label }), log: (fields) => withoutSecrets(fields, 3) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  )
  return wrap(root)
}

function wrap(target: PinoLogger): Logger {
  return {
    debug: (message, fields = {}) => target.debug(fields, message),
    info: (message, fields = {}) => target.info(fields, message),
    warn: (message, fields = {}) => target.warn(fields, message),
    error: (message, fields = {}) => target.error(fields, message),
    with: (fields) => wrap(target.child(withoutSecrets(fields, 3))),
    pino: target,
  }
}

/** By hand, because pino's own way of naming paths with stars costs as much as a request. */
function withoutSecrets(fields: LogFields, levels: number): LogFields {
  const shown: LogFields = {}
  for (const [name, value] of Object.entries(fields)) {
    if (secretNames.has(name)) shown[name] = '[redacted]'
    else shown[name] = levels > 1 && isPlain(value) ? withoutSecrets(value, levels - 1) : value
  }
  return shown
}

function isPlain(value: unknown): value is LogFields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Writes nothing; for pure tools and tests. */
export const silentLogger: Logger = wrap(pino({ level: 'silent' }))
