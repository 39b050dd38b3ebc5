import type { ChannelAccount, ChannelTools, OpenedAttachment } from '../../channel.js'
import { openMedia } from '../meta/media.js'
import { authenticateMeta, metaAccepted, metaHandshake } from '../meta/signature.js'
import { whatsappWindow } from '../meta/window.js'
import { normaliseWhatsAppCloud } from './normalise.js'
import { cloudPlace, maxText, sendByWhatsAppCloud } from './send.js'
import { connectWhatsAppCloud, testWhatsAppCloud, whatsappCloudFields } from './setup.js'

export { classOfWhatsAppCode } from './errors.js'
export { isUserId } from './people.js'

export const authenticate = authenticateMeta
export const handshake = metaHandshake
export const accepted = metaAccepted
export const normalise = normaliseWhatsAppCloud
export const replyWindow = whatsappWindow
export const send = sendByWhatsAppCloud
export const setupFields = whatsappCloudFields
export const selfTest = testWhatsAppCloud
export const connect = connectWhatsAppCloud
export const maxChars = maxText

/** Fetches `media:ID` with the account's token; see openMedia. */
export function openAttachment(
  ref: string,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<OpenedAttachment> {
  return openMedia(ref, cloudPlace(account, signal, tools))
}
