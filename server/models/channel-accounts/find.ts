import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { channelNames, type ChannelName } from '../intake/message-shapes.js'
import { pageLimit, pageOf, type Page, type PageRequest } from '../page.js'
import { ChannelAccountModel, type ChannelAccountRecord } from './channel-account.js'

/**
 * The e-mail account that answers for an address: by exact address (a `+tag` aside), else the catch-all one.
 * @returns null when no account takes mail for it
 */
export async function accountForAddress(address: string): Promise<ChannelAccountRecord | null> {
  const plain = lowerAscii(address).replace(/\+[^@]*(?=@)/, '')
  const enabled = { channel: 'email' as const, enabled: true }
  const own = await ChannelAccountModel.findOne({ ...enabled, addresses: { $in: [plain, lowerAscii(address)] } }).lean<ChannelAccountRecord>()
  return own ?? ChannelAccountModel.findOne({ ...enabled, 'settings.catchAll': true }).lean<ChannelAccountRecord>()
} // prettier-ignore

/** The account of a channel that has this address, number or page of ours; null when none has, or it is switched off. */
export async function accountByAddress(
  channel: ChannelName,
  address: string,
): Promise<ChannelAccountRecord | null> {
  return ChannelAccountModel.findOne({
    channel,
    addresses: address,
    enabled: true,
  }).lean<ChannelAccountRecord>()
}

/** The first 200 accounts of a channel, or of every channel, in order of channel and key. */
export async function listAccounts(channel?: ChannelName): Promise<ChannelAccountRecord[]> {
  return ChannelAccountModel.find(channel ? { channel } : {})
    .sort({ channel: 1, key: 1 })
    .limit(200)
    .lean<ChannelAccountRecord[]>()
}

/** One page of all accounts in order of channel and key. @throws Invalid('bad_cursor') */
export async function accountPage(request: PageRequest = {}): Promise<Page<ChannelAccountRecord>> {
  const limit = pageLimit(request)
  const from = request.cursor === undefined ? {} : afterCursor(request.cursor)
  const rows = await ChannelAccountModel.find(from)
    .sort({ channel: 1, key: 1 })
    .limit(limit + 1)
    .lean<ChannelAccountRecord[]>()
  return pageOf(rows, limit, ({ channel, key }) => `${channel}.${key}`)
}

function afterCursor(cursor: string): object {
  const [name, key = ''] = cursor.split('.')
  const channel = channelNames.find((one) => one === name)
  if (!channel || !/^[a-z0-9-]{1,64}$/.test(key)) throw new Invalid('bad_cursor')
  return { $or: [{ channel, key: { $gt: key } }, { channel: { $gt: channel } }] }
}
