import { parseArgs } from 'node:util'
import { describeError } from '../../lib/errors.js'
import {
  accountForAddress,
  listAccounts,
  type ChannelAccountRecord,
} from '../../models/channel-accounts/index.js'

export type IntakeArguments =
  { files: string[]; account: ChannelAccountRecord; mailbox: string | undefined } | { fault: string }

/** Reads the command line; without --mailbox the account that takes every address, else the first, is meant. */
export async function readIntakeArguments(args: string[]): Promise<IntakeArguments> {
  const parsed = parse(args)
  if ('fault' in parsed) return parsed
  const { files, channel, mailbox } = parsed
  if (channel !== 'email') return { fault: `channel ${channel} cannot be read from files` }
  if (files.length === 0) return { fault: 'no file given' }
  const account = mailbox === undefined ? await usualAccount() : await accountForAddress(mailbox)
  if (!account) return { fault: mailbox === undefined ? 'there is no e-mail account' : `no account takes mail for ${mailbox}` } // prettier-ignore
  return { files, account, mailbox }
}

function parse(
  args: string[],
): { files: string[]; channel: string; mailbox: string | undefined } | { fault: string } {
  const options = { channel: { type: 'string', default: 'email' }, mailbox: { type: 'string' } } as const
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { files: positionals, channel: values.channel, mailbox: values.mailbox }
  } catch (error) {
    return { fault: describeError(error) }
  }
}

async function usualAccount(): Promise<ChannelAccountRecord | null> {
  const accounts = (await listAccounts('email')).filter(({ enabled }) => enabled)
  return accounts.find(({ settings }) => settings['catchAll'] === true) ?? accounts[0] ?? null
}
