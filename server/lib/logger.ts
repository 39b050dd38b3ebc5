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
const secretNames = [
  'password', 'passwordHash', 'secret', 'secrets', 'token', 'authorization', 'cookie', 'apiKey',
  'body', 'text', 'html', 'raw', 'smtpUrl', 'mongodbUri', 'redisUrl', 'sessionSecret', 'secretsKey',
] // prettier-ignore

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
  const paths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const root = pino(
    {
      level,
      base,
      redact: { paths, censor: '[redacted]' },
      mixin: () => context.getStore() ?? {},
      formatters: { level: (label) => ({ level: label }) },
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
    with: (fields) => wrap(target.child(fields)),
    pino: target,
  }
}

/** Writes nothing; for pure tools and tests. */
export const silentLogger: Logger = wrap(pino({ level: 'silent' }))
