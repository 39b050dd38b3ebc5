import './lib/mongoose-settings.js'
import { attachServices, explainFailure, openServices, type Services } from './embedded/index.js'
import { openBlobs } from './lib/blobs/index.js'
import { BadEnvironment, readConfig, type Config } from './lib/config.js'
import type { Context } from './lib/context.js'
import { AppError, describeError } from './lib/errors.js'
import { makeLogger, type Logger } from './lib/logger.js'
import { makeSafeFetch } from './lib/safe-fetch/fetch.js'
import { connectMongo, disconnectMongo } from './lib/mongo.js'
import { makeSecrets } from './lib/secrets.js'
import { ensureFirstAccount, ensureFormAccount } from './models/channel-accounts/index.js'
import { migrate } from './models/migrations/index.js'
import * as teams from './models/teams/index.js'

export type ProcessKind = 'web' | 'worker' | 'command'

export interface Booted extends Context {
  mongodbUri: string
  redisUrl: string
  sessionSecret: string
  /** True when this process started its database itself. */
  ownsData: boolean
  /** Closes the database and ends embedded services; call it last. */
  stop(): Promise<void>
}

export interface BootOptions {
  kind: ProcessKind
  /** Lines for a person at the terminal; default stderr. */
  say?: (line: string) => void
  log?: Logger
}

/**
 * From an environment to a connected, migrated process: configuration, services, database, first data.
 * The web process owns the embedded services; a worker or a command beside it attaches to them, or starts its own when
 * nobody has them.
 * @throws BadEnvironment, EmbeddedFailure, Conflict('data_folder_in_use')
 */
export async function boot(env: NodeJS.ProcessEnv, options: BootOptions): Promise<Booted> {
  const config = readConfig(env)
  const log = options.log ?? makeLogger(config.logLevel, { process: options.kind })
  const { services, ownsData } = await servicesFor(config, log, options)
  try {
    await connectMongo(services.mongodbUri, log)
    const secrets = makeSecrets(services.secrets.secretsKey)
    await migrate(log)
    const team = await teams.ensureDefault()
    const first = { address: config.email.supportAddress, locale: config.defaults.locale, team: team._id }
    await ensureFirstAccount(first, secrets)
    await ensureFormAccount({ locale: first.locale, team: first.team }, secrets)
    return {
      config,
      log,
      secrets,
      blobs: openBlobs(config),
      fetch: makeSafeFetch({ allowPrivate: config.outbound.allowPrivate }),
      mongodbUri: services.mongodbUri,
      redisUrl: services.redisUrl,
      sessionSecret: services.secrets.sessionSecret,
      ownsData,
      stop: () => stop(services),
    }
  } catch (error) {
    await stop(services)
    throw error
  }
}

/**
 * Runs a process's main function; a fault at the start is told in words (all faults of the environment at once) and
 * ends the process with status 1.
 */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${wordsFor(error)}\n`)
    process.exitCode = 1
    // Something may still be listening or polling; a process that failed to start must not linger half-alive.
    setTimeout(() => process.exit(1), 2_000).unref()
  }
}

/** What went wrong at the start, for the person at the terminal. */
export function wordsFor(error: unknown): string {
  if (error instanceof BadEnvironment) {
    const lines = error.faults.map(({ name, problem }) => `  ${name}: ${problem}`)
    return ['The environment is not right:', ...lines].join('\n')
  }
  if (error instanceof AppError && error.code === 'port_taken') {
    const { host, port } = error.details
    return `Port ${String(port)} on ${String(host)} is taken by another program. Set PORT to a free one.`
  }
  return explainFailure(error) ?? (error instanceof Error && error.stack ? error.stack : describeError(error))
}

async function servicesFor(
  config: Config,
  log: Logger,
  options: BootOptions,
): Promise<{ services: Services; ownsData: boolean }> {
  const held = options.kind === 'web' ? null : await attachServices(config)
  if (held) return { services: held, ownsData: false }
  const say = options.say ?? ((line: string) => void process.stderr.write(`${line}\n`))
  const services = await openServices(config, log, { say })
  return { services, ownsData: services.embedded.mongo || services.embedded.redis }
}

async function stop(services: Services): Promise<void> {
  await disconnectMongo()
  await services.stop()
}
