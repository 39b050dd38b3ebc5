import { parseArgs } from 'node:util'
import type { Booted } from '../boot.js'
import { Invalid, NotFound } from '../lib/errors.js'
import { system } from '../models/actor.js'
import * as apiTokens from '../models/api-tokens/index.js'
import * as users from '../models/users/index.js'
import type { CommandIo } from './io.js'
import { words } from './words.js'

/**
 * `redress token create --user EMAIL --name N`: an API token of that user as `{user, name, id, token}`. The token is
 * written once and kept nowhere.
 */
export async function token(args: string[], io: CommandIo, { config }: Booted): Promise<number> {
  const say = words(config.defaults.locale)
  const { values, positionals } = readArguments(args)
  if (positionals[0] !== 'create' || !values.user || !values.name) {
    io.stderr(`${say('token.usage')}\n`)
    return 2
  }
  const user = await users.byEmail(values.user)
  if (!user) throw new NotFound('user_not_found', { email: values.user })
  if (!users.isActive(user)) throw new Invalid('account_inactive', { email: user.email })
  const made = await apiTokens.create(
    { userId: user._id.toHexString(), name: values.name },
    { actor: system },
  )
  io.stdout(
    JSON.stringify({
      user: user.email,
      name: made.token.name,
      id: made.token._id.toHexString(),
      token: made.secret,
    }),
  )
  io.stderr(`${say('token.once')}\n`)
  return 0
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { user: { type: 'string' }, name: { type: 'string' } },
      allowPositionals: true,
    })
  } catch (error) {
    // an option that is not there is answered like one that is missing: with how the command is used
    if (!(error instanceof TypeError)) throw error
    return { values: {}, positionals: [] }
  }
}
