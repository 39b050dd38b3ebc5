import { z } from 'zod'
import { AppError } from './errors.js'
import { isTimeZone } from './time-zone.js'

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback)
const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL starting with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  })

/** Every variable of the environment: its shape, its default, and one line for .env.example. */
export const environment = z.object({
  PORT: port(3000).describe('Port of the web process.'),
  HOST: z.string().default('127.0.0.1').describe('Address the web process listens on.'),
  PUBLIC_BASE_URL: url(['http:', 'https:']).optional().describe('The address people reach this instance by; default http://HOST:PORT.'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded database, files and generated secrets.'),
  MONGODB_URI: url(['mongodb:', 'mongodb+srv:']).optional().describe('A replica set; unset starts an embedded mongod under DATA_DIR.'),
  REDIS_URL: url(['redis:', 'rediss:']).optional().describe('A Redis server; unset starts an embedded one under DATA_DIR.'),
  SESSION_SECRET: z.string().min(32).optional().describe('Signs session cookies; required with MONGODB_URI, else made and kept in DATA_DIR.'),
  SECRETS_KEY: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits').optional().describe('Encrypts channel secrets and signs reply addresses (64 hex digits); required with MONGODB_URI.'),
  SMTP_URL: url(['smtp:', 'smtps:']).optional().describe('Where outgoing mail is handed over; unset keeps mail in the outbox page.'),
  INBOUND_SMTP_HOST: z.string().default('127.0.0.1').describe('Address the SMTP listener for incoming mail listens on.'),
  INBOUND_SMTP_PORT: port(2525).describe('Port of the SMTP listener; 0 turns it off.'),
  SUPPORT_ADDRESS: z.email().default('support@redress.localhost').describe('Address of the first e-mail account, made when there is none.'),
  BLOB_STORE: z.enum(['disk', 'gridfs']).optional().describe('Where raw mail and attachments lie: disk or gridfs; default disk with the embedded database, gridfs with MONGODB_URI.'),
  METRICS_TOKEN: z.string().min(16).optional().describe('Bearer token for /metrics; unset closes it.'),
  MONGOD_BINARY: z.string().optional().describe('A mongod to run as the embedded database.'),
  REDIS_BINARY: z.string().optional().describe('A redis-server to run as the embedded Redis.'),
  CHROMIUM_PATH: z.string().optional().describe('A Chromium for the tests and, later, PDF reports.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Lowest log level written.'),
  DEFAULT_LOCALE: z.enum(['tr', 'en']).default('tr').describe('Language of pages and mails where nobody has chosen one.'),
  DEFAULT_TIME_ZONE: z.string().refine(isTimeZone, { error: 'must be an IANA time zone' }).default('Europe/Istanbul').describe('Time zone where nobody has chosen one.'),
  UNDO_SECONDS: z.coerce.number().int().min(0).max(120).default(10).describe('How long a written reply can be taken back before it is sent.'),
  OUTBOUND_ALLOW_PRIVATE: z.string().default('').describe('Hosts inside your own network that may be fetched from (host:port, by commas), e.g. a Bot API server of your own; everything private is refused otherwise.'),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0).describe('How many proxies in front of the web process are trusted.'),
  REDRESS_ADMIN_EMAIL: z.email().optional().describe('With REDRESS_ADMIN_PASSWORD: the first admin, made at the first start.'),
  REDRESS_ADMIN_PASSWORD: z.string().min(10).optional().describe('See REDRESS_ADMIN_EMAIL; at least 10 characters.'),
}) // prettier-ignore

export type Environment = z.infer<typeof environment>

/** The configuration, grouped by who uses it. Paths may be relative to the working folder. */
export interface Config {
  readonly dataDir: string
  readonly logLevel: Environment['LOG_LEVEL']
  readonly web: { host: string; port: number; publicBaseUrl: string; sessionSecret?: string; metricsToken?: string; trustProxy: number }
  readonly services: { mongodbUri?: string; redisUrl?: string; mongodBinary?: string; redisBinary?: string }
  readonly secretsKey?: string
  readonly blobStore: 'disk' | 'gridfs'
  readonly email: { smtpUrl?: string; inboundHost: string; inboundPort: number; supportAddress: string; undoSeconds: number }
  readonly outbound: { allowPrivate: readonly string[] }
  readonly defaults: { locale: 'tr' | 'en'; timeZone: string }
  readonly firstAdmin?: { email: string; password: string }
} // prettier-ignore

/** All faults of the environment at once; `details.faults` is a list of `{ name, problem }`. */
export class BadEnvironment extends AppError {
  readonly status = 500
  get faults(): { name: string; problem: string }[] {
    return this.details['faults'] as { name: string; problem: string }[]
  }
}

/**
 * Reads the configuration once, at the start of a process.
 * @throws BadEnvironment naming every variable at fault
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((i) => ({ name: i.path.join('.'), problem: i.message }))
  faults.push(...missingTogether(given))
  if (!parsed.success || faults.length > 0) throw new BadEnvironment('bad_environment', { faults })
  return deepFreeze(grouped(parsed.data))
}

/** What zod cannot say of one variable alone: those that are needed only beside another. */
function missingTogether(env: NodeJS.ProcessEnv): { name: string; problem: string }[] {
  const needs = (name: string, because: string) =>
    env[because] && !env[name] ? [{ name, problem: `must be set when ${because} is set` }] : []
  return [
    ...needs('SESSION_SECRET', 'MONGODB_URI'),
    ...needs('SECRETS_KEY', 'MONGODB_URI'),
    ...needs('REDRESS_ADMIN_PASSWORD', 'REDRESS_ADMIN_EMAIL'),
    ...needs('REDRESS_ADMIN_EMAIL', 'REDRESS_ADMIN_PASSWORD'),
  ]
}

function grouped(env: Environment): Config {
  const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST
  return {
    dataDir: env.DATA_DIR,
    logLevel: env.LOG_LEVEL,
    web: {
      host: env.HOST,
      port: env.PORT,
      publicBaseUrl: (env.PUBLIC_BASE_URL ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${env.PORT}`).replace(/\/+$/, ''),
      trustProxy: env.TRUST_PROXY,
      ...optional('sessionSecret', env.SESSION_SECRET),
      ...optional('metricsToken', env.METRICS_TOKEN),
    },
    services: {
      ...optional('mongodbUri', env.MONGODB_URI),
      ...optional('redisUrl', env.REDIS_URL),
      ...optional('mongodBinary', env.MONGOD_BINARY),
      ...optional('redisBinary', env.REDIS_BINARY),
    },
    ...optional('secretsKey', env.SECRETS_KEY),
    blobStore: env.BLOB_STORE ?? (env.MONGODB_URI ? 'gridfs' : 'disk'),
    email: {
      ...optional('smtpUrl', env.SMTP_URL),
      inboundHost: env.INBOUND_SMTP_HOST,
      inboundPort: env.INBOUND_SMTP_PORT,
      supportAddress: env.SUPPORT_ADDRESS,
      undoSeconds: env.UNDO_SECONDS,
    },
    outbound: { allowPrivate: env.OUTBOUND_ALLOW_PRIVATE.split(',').map((host) => host.trim()).filter(Boolean) },
    defaults: { locale: env.DEFAULT_LOCALE, timeZone: env.DEFAULT_TIME_ZONE },
    ...(env.REDRESS_ADMIN_EMAIL && env.REDRESS_ADMIN_PASSWORD
      ? { firstAdmin: { email: env.REDRESS_ADMIN_EMAIL, password: env.REDRESS_ADMIN_PASSWORD } }
      : {}),
  } // prettier-ignore
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>)
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) deepFreeze(part as object)
  return Object.freeze(value)
}
