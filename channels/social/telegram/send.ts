import { seconds, sleep } from '../../../server/lib/clock.js'
import type {
  ChannelAccount,
  ChannelTools,
  DeliveryResult,
  OutboundAttachment,
  OutboundMessage,
} from '../../channel.js'
import { fields, idText, type Loose } from '../loose.js'
import { partsOf } from '../parts.js'
import type { Failure } from '../reaching.js'
import { call, type Called } from './api.js'
import { formBody, type FormBody } from './form-body.js'

/** Bounds of the Bot API: a text in UTF-16 units, a photo and any other file in bytes. */
export const telegramLimits = { text: 4_096, photo: 10 * 1024 * 1024, file: 50 * 1024 * 1024 }

/** How long is waited within one message when Telegram asks for it (one message a second and chat is its limit). */
const longestWait = 5

interface Piece {
  method: string
  body: Loose | FormBody
  /** Tried when Telegram refuses the first form: a photo it cannot show is sent as a file. */
  instead?: Piece
}

/**
 * Sends the text in parts and each file after it. Once a part has been taken the rest is never sent again from the
 * beginning: a failure then is `unknown`, and its detail says how far it came.
 */
export async function sendTelegram(
  message: OutboundMessage,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<DeliveryResult> {
  const chat = message.thread ?? message.to[0]?.address ?? ''
  if (!/^\d{1,20}$/.test(chat)) return { ok: false, class: 'permanent', code: 'no_recipient' }
  const pieces = piecesOf(message, chat)
  if (pieces.length === 0) return { ok: false, class: 'permanent', code: 'nothing_to_send' }
  const externalIds: string[] = []
  for (const piece of pieces) {
    const called = await sendPiece(piece, account, signal, tools)
    if (!called.ok) return stopped(called.failure, externalIds.length, pieces.length)
    externalIds.push(`${chat}:${idText(fields(called.result)['message_id'])}`)
  }
  return { ok: true, externalIds, state: 'sent' }
}

function piecesOf(message: OutboundMessage, chat: string): Piece[] {
  const answered = /^\d{1,20}:(\d{1,20})$/.exec(message.target ?? '')?.[1]
  const reply = answered && { message_id: Number(answered), allow_sending_without_reply: true }
  const texts = partsOf(message.text, telegramLimits.text).map((text): Piece => ({
    method: 'sendMessage',
    body: { chat_id: chat, text },
  }))
  const [first, ...others] = texts
  const answering = first && reply ? { ...first, body: { ...first.body, reply_parameters: reply } } : first
  return [
    ...(answering ? [answering] : []),
    ...others,
    ...message.attachments.map((file) => filePiece(file, chat)),
  ]
}

function filePiece(file: OutboundAttachment, chat: string): Piece {
  const asDocument: Piece = { method: 'sendDocument', body: formBody({ chat_id: chat }, 'document', file) }
  const isPhoto = /^image\/(?:jpeg|png|webp)$/.test(file.type) && file.content.length <= telegramLimits.photo
  if (!isPhoto) return asDocument
  return { method: 'sendPhoto', body: formBody({ chat_id: chat }, 'photo', file), instead: asDocument }
}

async function sendPiece(
  piece: Piece,
  account: ChannelAccount,
  signal: AbortSignal,
  tools: ChannelTools,
): Promise<Called> {
  for (let tries = 1; ; tries++) {
    const called = await call(piece.method, piece.body, account, tools, signal)
    if (called.ok) return called
    const { failure, waitSeconds } = called
    if (failure.code === '400' && /photo|image/i.test(failure.detail ?? '') && piece.instead)
      return sendPiece(piece.instead, account, signal, tools)
    if (waitSeconds === undefined || waitSeconds > longestWait || tries > 2) return called
    await sleep(seconds(waitSeconds), signal)
  }
}

function stopped(failure: Failure, sent: number, of: number): Failure {
  if (sent === 0) return failure
  return {
    ok: false,
    class: 'unknown',
    code: failure.code ?? '',
    detail: `${sent}/${of} ${failure.detail ?? ''}`.trim(),
  }
}
