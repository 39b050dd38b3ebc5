import type { Capabilities, ChannelAdapter, ChannelSetup } from '../../channel.js'
import { openMedia } from '../meta/media.js'
import { moderateComment, pageComments } from '../meta/moderate.js'
import { platformPlace } from '../meta/platform.js'
import { describePerson } from '../meta/profile.js'
import { sendByPlatform, type Sending } from '../meta/send.js'
import {
  checkAddress,
  checkAppSecret,
  checkSubscription,
  checkToken,
  metaFields,
  subscribe,
} from '../meta/setup.js'
import { authenticateMeta, metaAccepted, metaHandshake } from '../meta/signature.js'
import { messagingWindow } from '../meta/window.js'
import { normaliseMessenger } from './normalise.js'

const sending: Sending = {
  maxText: 2_000,
  commentEdge: 'comments',
  maxComment: 8_000,
  files: 'along',
  metadata: true,
}

/** The fields of the page's webhook without which words are missed, and those that are asked for. */
const needed = ['messages', 'feed']
const subscribed = ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'message_reactions', 'feed'] // prettier-ignore

const caps: Capabilities = {
  intake: ['webhook'],
  outbound: {
    text: true,
    html: false,
    attachments: { max: 10, maxBytes: 25 * 1024 * 1024 },
    templates: false,
  },
  audience: 'both',
  threading: 'native',
  receipts: ['delivered', 'read'],
  supports: { edit: true, retract: true, react: true, typing: false },
}

const setup: ChannelSetup = {
  fields: [...metaFields, { name: 'ignoreStandby', in: 'settings', kind: 'switch', required: false }],
  selfTest: async (account, tools, signal) => {
    const place = platformPlace(account, signal, tools)
    const token = await checkToken({ fields: 'id,name' }, place)
    if (!token.check.ok) return [token.check]
    return [
      token.check,
      checkAddress(token.id, account),
      await checkAppSecret(place),
      await checkSubscription('me', needed, place),
    ]
  },
  connect: async (account, tools, signal) => [
    await subscribe('me', subscribed, platformPlace(account, signal, tools)),
  ],
}

/** Facebook: Messenger conversations, and public comments on the page's posts. */
export const messenger: ChannelAdapter = {
  kind: 'messenger',
  caps,
  setup,
  handshake: metaHandshake,
  accepted: metaAccepted,
  authenticate: authenticateMeta,
  normalise: normaliseMessenger,
  replyWindow: messagingWindow,
  send: (message, account, signal, tools) =>
    sendByPlatform(message, sending, platformPlace(account, signal, tools)),
  openAttachment: (ref, account, signal, tools) => openMedia(ref, platformPlace(account, signal, tools)),
  describeSender: (id, account, signal, tools) =>
    describePerson(
      id,
      { joined: ['first_name', 'last_name'], instead: null },
      platformPlace(account, signal, tools),
    ),
  moderations: ['hide', 'unhide', 'like', 'unlike'],
  moderate: (action, target, account, signal, tools) =>
    moderateComment(action, target, pageComments, platformPlace(account, signal, tools)),
}
