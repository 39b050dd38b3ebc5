import type { ChannelName } from '../../../channels/channel.js'
import type { Booted } from '../../boot.js'
import { Conflict } from '../../lib/errors.js'
import { accountByKey, createAccount, type AccountInput, type ChannelAccountRecord } from '../../models/channel-accounts/index.js' // prettier-ignore
import * as teams from '../../models/teams/index.js'
import { chatAccount } from './chat.js'
import { talkChannels, type TalkChannel } from './talk.js'
import { ownAddresses } from './talkers.js'

export type Accounts = Record<TalkChannel | 'email', ChannelAccountRecord>

/**
 * The shop's accounts, one a channel; told twice they are the same ones. They have no secrets, acknowledge nothing and
 * are marked, so that nothing of theirs ever leaves the house: their customers do not exist.
 */
export async function makeAccounts(booted: Booted): Promise<Accounts> {
  const made: Partial<Accounts> = {}
  for (const channel of ['email', ...talkChannels] as const)
    made[channel] = await makeAccount(accountOf(channel), booted)
  return made as Accounts
}

/** Makes one; told twice it is the same one. */
export async function makeAccount(
  described: Described,
  { secrets, config }: Booted,
): Promise<ChannelAccountRecord> {
  const team = (await teams.ensureDefault())._id
  try {
    return await createAccount({ ...described, team, locale: config.defaults.locale }, secrets)
  } catch (error) {
    // Made by an earlier run that was cut off, and perhaps changed by people since.
    if (!(error instanceof Conflict)) throw error
    return accountByKey(described.channel, described.key)
  }
}

export type Described = Pick<AccountInput, 'channel' | 'key' | 'name' | 'addresses' | 'settings'>

function accountOf(channel: TalkChannel | 'email'): Described {
  if (channel === 'email') return mailbox
  if (channel === 'chat') return chatAccount
  const own: Partial<Record<ChannelName, string>> = ownAddresses
  return {
    channel,
    key: 'demo',
    name: 'Gonca Pazarı (demo)',
    addresses: own[channel] === undefined ? [] : [own[channel]],
    settings: { ...settings[channel], acknowledge: false, demonstration: true },
  }
}

const settings: Partial<Record<TalkChannel, Record<string, unknown>>> = {
  whatsapp: {
    provider: 'twilio',
    templates: [
      'HXdemo1 | Sipariş hakkında | Merhaba {{1}}, {{2}} numaralı siparişinizle ilgili size ulaşmak istiyoruz. Uygun olduğunuzda bu mesajı yanıtlar mısınız?',
      'HXdemo2 | Yeni teslimat | Merhaba {{1}}, çiçeğiniz {{2}} tarihinde yeniden yola çıkacak.',
    ],
  },
  x: { handle: 'goncapazari' },
  telegram: { botName: 'gonca_demo_bot' },
  review: { site: 'gonca' },
}

const mailbox: Described = {
  channel: 'email',
  key: 'gonca',
  name: 'Gonca Pazarı',
  addresses: ['destek@gonca.example'],
  settings: { catchAll: false, acknowledge: false, fallbackCharset: 'windows-1254', demonstration: true },
}
