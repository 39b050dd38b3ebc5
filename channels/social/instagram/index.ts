import type { Capabilities, ChannelAccount, ChannelAdapter, ChannelSetup } from '../../channel.js'
import { apiUrlOf } from '../meta/graph.js'
import { openMedia } from '../meta/media.js'
import { instagramComments, moderateComment } from '../meta/moderate.js'
import { platformPlace } from '../meta/platform.js'
import { describePerson } from '../meta/profile.js'
import { sendByPlatform, type Sending } from '../meta/send.js'
import { checkSubscription, checkToken, metaFields, subscribe } from '../meta/setup.js'
import { authenticateMeta, metaAccepted, metaHandshake } from '../meta/signature.js'
import { messagingWindow } from '../meta/window.js'
import { normaliseInstagram } from './normalise.js'

/** Whether the account is joined to no page: it then lives on Instagram's own host. */
function isAlone(account: ChannelAccount): boolean {
  return /^https:\/\/graph\.instagram\.com$/i.test(apiUrlOf(account))
}

/** Instagram's own host does not name `metadata` among what it takes. */
function sendingOf(account: ChannelAccount): Sending {
  const metadata = !isAlone(account)
  return { maxText: 1_000, commentEdge: 'replies', maxComment: 2_200, files: 'before', metadata }
}

/** The fields of the webhook; on a page, comments are subscribed to in the app's dashboard. */
function subscribedFor(account: ChannelAccount): string[] {
  const fields = ['messages', 'messaging_postbacks', 'message_reactions']
  return isAlone(account) ? [...fields, 'comments'] : fields
}

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: {
    text: true,
    html: false,
    attachments: { max: 10, maxBytes: 8 * 1024 * 1024 },
    templates: false,
  },
  audience: 'both',
  threading: 'native',
  receipts: ['read'],
  supports: { edit: true, retract: true, react: true, typing: false },
}

const setup: ChannelSetup = {
  fields: [...metaFields, { name: 'ignoreStandby', in: 'settings', kind: 'switch', required: false }],
  selfTest: async (account, tools, signal) => {
    const place = platformPlace(account, signal, tools)
    const token = await checkToken({ fields: 'id,name' }, place)
    return token.check.ok ? [token.check, await checkSubscription('me', ['messages'], place)] : [token.check]
  },
  connect: async (account, tools, signal) => [
    await subscribe('me', subscribedFor(account), platformPlace(account, signal, tools)),
  ],
}

/** Instagram: direct messages, story replies and mentions, and public comments under the account's posts. */
export const instagram: ChannelAdapter = {
  kind: 'instagram',
  caps,
  setup,
  handshake: metaHandshake,
  accepted: metaAccepted,
  authenticate: authenticateMeta,
  normalise: normaliseInstagram,
  replyWindow: messagingWindow,
  send: (message, account, signal, tools) =>
    sendByPlatform(message, sendingOf(account), platformPlace(account, signal, tools)),
  openAttachment: (ref, account, signal, tools) => openMedia(ref, platformPlace(account, signal, tools)),
  describeSender: (id, account, signal, tools) =>
    describePerson(id, { joined: ['name'], instead: 'username' }, platformPlace(account, signal, tools)),
  moderations: ['hide', 'unhide'],
  moderate: (action, target, account, signal, tools) =>
    moderateComment(action, target, instagramComments, platformPlace(account, signal, tools)),
}
