import { NotFound } from '../server/lib/errors.js'
import type { ChannelAdapter, ChannelName } from './channel.js'
import { chat } from './chat/index.js'
import { api } from './direct/api/index.js'
import { form } from './direct/form/index.js'
import { phone } from './direct/phone/index.js'
import { email } from './email/index.js'
import { sms } from './sms/index.js'
import { instagram } from './social/instagram/index.js'
import { messenger } from './social/messenger/index.js'
import { review } from './social/review/index.js'
import { telegram } from './social/telegram/index.js'
import { x } from './social/x/index.js'
import { whatsapp } from './whatsapp/index.js'

/** Every channel there is, one line each. */
export const channels = {
  email,
  sms,
  whatsapp,
  chat,
  messenger,
  instagram,
  x,
  telegram,
  review,
  form,
  phone,
  api,
} satisfies Partial<Record<ChannelName, ChannelAdapter>>

/** @throws NotFound `channel_not_available` */
export function adapterFor(name: ChannelName): ChannelAdapter {
  const known: Partial<Record<ChannelName, ChannelAdapter>> = channels
  const adapter = known[name]
  if (!adapter) throw new NotFound('channel_not_available', { channel: name })
  return adapter
}
