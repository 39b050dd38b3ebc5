import { now } from '../../../server/lib/clock.js'
import type { DeliveryResult, OutboundAttachment, OutboundMessage } from '../../channel.js'
import { text } from '../loose.js'
import { partsOf } from '../parts.js'
import { callGraph, type GraphAnswer, type GraphPlace } from './graph.js'
import { sendParts, type VisibleStep } from './parts-sent.js'
import { sendFileAlong, sendFileUploaded, type Envelope } from './send-file.js'
import { freeFor, humanFor } from './window.js'

/** How one product takes what is sent. */
export interface Sending {
  /** Longest text of one message, in characters. */
  maxText: number
  /** The edge under which an answer to a comment is made, and the longest one. */
  commentEdge: 'comments' | 'replies'
  maxComment: number
  /** A file either goes along with its message, or is handed in before. */
  files: 'along' | 'before'
  /** Whether it hands our reference back in its echo. */
  metadata: boolean
}

/**
 * Sends one message by the Messenger Platform's Send API: a public answer under a comment, the one private answer that a
 * comment allows, or a conversation's next message in as many parts as it needs. The window is kept here too, because a
 * letter may have waited: beyond it the class is `window`.
 */
export async function sendByPlatform(
  message: OutboundMessage,
  sending: Sending,
  place: GraphPlace,
): Promise<DeliveryResult> {
  if (message.audience === 'public') return answerComment(message, sending, place)
  const to = message.to[0]?.address
  if (!to) return { ok: false, class: 'permanent', code: 'no_recipient' }
  const comment = commentOf(message)
  const texts = partsOf(message.text, sending.maxText)
  if (comment !== null) return answerPrivately(comment, message, texts, sending, place)
  const frame = frameOf(message)
  if (!frame) return { ok: false, class: 'window', code: 'window_over' }
  const envelope = { recipient: { id: to }, ...frame }
  return sendParts([
    ...texts.map((words) => textStep(words, message, envelope, sending, place)),
    ...message.attachments.map((file) => fileStep(file, message, envelope, sending, place)),
  ])
}

/**
 * Within 24 hours an answer, later the tag for people's own words, then nothing. Without an instant Meta itself decides.
 */
function frameOf({ lastInboundAt, automatic }: OutboundMessage): Envelope | null {
  const age = lastInboundAt ? now().getTime() - lastInboundAt.getTime() : 0
  if (age < freeFor) return { messaging_type: 'RESPONSE' }
  if (age < humanFor && !automatic) return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
  return null
}

/** A comment's id is digits, the id of a private message never is. */
function commentOf({ target }: OutboundMessage): string | null {
  return target !== undefined && /^\d+(?:_\d+)*$/.test(target) ? target : null
}

async function answerComment(
  message: OutboundMessage,
  { commentEdge, maxComment }: Sending,
  place: GraphPlace,
): Promise<DeliveryResult> {
  const { target, text: words } = message
  if (!target) return { ok: false, class: 'permanent', code: 'no_target' }
  if (message.attachments.length > 0) return { ok: false, class: 'permanent', code: 'attachments_not_taken' }
  if (words.length > maxComment) return { ok: false, class: 'permanent', code: 'reply_too_long' }
  if (words.trim() === '') return { ok: false, class: 'permanent', code: 'nothing_to_send' }
  return sendParts([
    {
      run: () => callGraph({ method: 'POST', path: [target, commentEdge], json: { message: words } }, place),
      idOf: ({ body }) => text(body['id']),
    },
  ])
}

/** Meta takes one private message for a comment, so it must hold everything. */
async function answerPrivately(
  comment: string,
  message: OutboundMessage,
  texts: readonly string[],
  sending: Sending,
  place: GraphPlace,
): Promise<DeliveryResult> {
  const [words, ...more] = texts
  if (words === undefined) return { ok: false, class: 'permanent', code: 'nothing_to_send' }
  if (more.length > 0) return { ok: false, class: 'permanent', code: 'reply_too_long' }
  if (message.attachments.length > 0) return { ok: false, class: 'permanent', code: 'attachments_not_taken' }
  const envelope = { recipient: { comment_id: comment }, messaging_type: 'RESPONSE' }
  return sendParts([textStep(words, message, envelope, sending, place)])
}

const idOf = ({ body }: Extract<GraphAnswer, { ok: true }>): string => text(body['message_id'])

/** `metadata` comes back in the echo and tells us our own words. */
function textStep(
  words: string,
  message: OutboundMessage,
  envelope: Envelope,
  { metadata }: Sending,
  place: GraphPlace,
): VisibleStep {
  const said = { text: words, ...(metadata ? { metadata: message.reference } : {}) }
  return { run: () => callGraph({ method: 'POST', path: ['me', 'messages'], json: { ...envelope, message: said } }, place), idOf } // prettier-ignore
}

function fileStep(
  file: OutboundAttachment,
  { reference }: OutboundMessage,
  envelope: Envelope,
  { files, metadata }: Sending,
  place: GraphPlace,
): VisibleStep {
  const around = { ...envelope, ...(metadata ? { metadata: reference } : {}) }
  const run = files === 'along' ? sendFileAlong : sendFileUploaded
  return { run: () => run(file, around, place), idOf }
}
