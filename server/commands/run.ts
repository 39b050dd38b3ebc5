import type { Booted } from '../boot.js'
import type { CommandIo } from './io.js'
import { commandNames, commands, type Command } from './table.js'
import { words, wordsOf } from './words.js'

/**
 * Runs one command of the table.
 * @param argv the command's name and its arguments
 * @returns the exit status: 0 when every item went well, 1 when not, 2 for a command that is not there
 */
export async function runCommand(argv: string[], io: CommandIo, env: NodeJS.ProcessEnv): Promise<number> {
  const locale = env['DEFAULT_LOCALE'] === 'en' ? 'en' : 'tr'
  const [name = 'help', ...args] = argv
  if (['help', '--help', '-h'].includes(name)) {
    io.stderr(help(locale))
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    io.stderr(`${words(locale)('unknown', { name })}\n\n${help(locale)}`)
    return 2
  }
  return runKnown(command, args, io, env, locale)
}

async function runKnown(
  command: Command,
  args: string[],
  io: CommandIo,
  env: NodeJS.ProcessEnv,
  locale: 'tr' | 'en',
): Promise<number> {
  if (command.needs === 'nothing') return (await command.load())(args, io)
  const { boot, wordsFor } = await import('../boot.js')
  // loaded before the database is opened, so that the collections of its models are made with the others
  const run = await command.load()
  let instance: Booted | undefined
  try {
    instance = await boot(env, {
      kind: 'command',
      log: await quietLogger(env),
      say: (line) => io.stderr(`${line}\n`),
    })
    return await run(args, io, instance)
  } catch (error) {
    // before the instance stands the fault is the environment's, for which boot has its own words
    io.stderr(`${(instance && wordsOf(error, locale)) ?? wordsFor(error)}\n`)
    return 1
  } finally {
    await instance?.stop()
  }
}

/** A command's stderr belongs to its words for people: without LOG_LEVEL only errors are logged. */
async function quietLogger(env: NodeJS.ProcessEnv) {
  const { makeLogger } = await import('../lib/logger.js')
  if (!env['LOG_LEVEL']) return makeLogger('error', { process: 'command' })
  const { readConfig } = await import('../lib/config.js')
  return makeLogger(readConfig(env).logLevel, { process: 'command' })
}

function help(locale: 'tr' | 'en'): string {
  const say = words(locale)
  const width = Math.max(...commandNames.map((name) => name.length))
  const lines = commandNames.map((name) => `  ${name.padEnd(width)}  ${say(`commands.${name}`)}`)
  return `${say('usage')}\n\n${lines.join('\n')}\n`
}
