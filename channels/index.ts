import { NotFound } from '../server/lib/errors.js'
import type { ChannelAdapter, ChannelName } from './channel.js'
import { email } from './email/index.js'

/** Every channel there is, one line each. */
export const channels = { email } satisfies Partial<Record<ChannelName, ChannelAdapter>>

/** @throws NotFound `channel_not_available` */
export function adapterFor(name: ChannelName): ChannelAdapter {
  const known: Partial<Record<ChannelName, ChannelAdapter>> = channels
  const adapter = known[name]
  if (!adapter) throw new NotFound('channel_not_available', { channel: name })
  return adapter
}
