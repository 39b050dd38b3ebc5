import type { Booted } from '../boot.js'
import type { CommandIo } from './io.js'

/** Runs with the arguments after the command's name; resolves with the process's exit status. */
export type PlainCommand = (args: string[], io: CommandIo) => Promise<number>
/** As a plain one, with a connected database. */
export type InstanceCommand = (args: string[], io: CommandIo, instance: Booted) => Promise<number>

export type Command =
  | { needs: 'nothing'; load: () => Promise<PlainCommand> }
  | { needs: 'instance'; load: () => Promise<InstanceCommand> }

/** Every command by name. Loaded when used, so that a command that needs no database loads no database driver. */
export const commands: Readonly<Record<string, Command>> = {
  intake: { needs: 'instance', load: async () => (await import('./intake.js')).intake },
  'explain-mail': { needs: 'nothing', load: async () => (await import('./explain-mail.js')).explainMail },
  'explain-payload': {
    needs: 'nothing',
    load: async () => (await import('./explain-payload.js')).explainPayload,
  },
  'import-reviews': {
    needs: 'instance',
    load: async () => (await import('./import-reviews.js')).importReviews,
  },
  token: { needs: 'instance', load: async () => (await import('./token.js')).token },
  demo: { needs: 'instance', load: async () => (await import('./demo.js')).demo },
  fill: { needs: 'instance', load: async () => (await import('./fill.js')).fill },
  migrate: { needs: 'instance', load: async () => (await import('./migrate.js')).migrate },
}

export const commandNames: readonly string[] = Object.keys(commands)
