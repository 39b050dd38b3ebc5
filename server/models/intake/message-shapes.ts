/**
 * The shapes that channels and the intake share: what the sender said, in our words, closed and typed.
 * Provider words never pass beyond them. (channels/ may use types of the models, never the other way round.)
 */

export const channelNames = [
  'email', 'sms', 'whatsapp', 'chat', 'messenger', 'instagram', 'x', 'telegram', 'review', 'form', 'phone', 'marketplace', 'api',
] as const // prettier-ignore
export type ChannelName = (typeof channelNames)[number]

export type Proof = 'none' | 'transport' | 'signed' | 'roundtrip'

export interface IdentityRef {
  type: 'email' | 'phone' | 'wa_bsuid' | 'psid' | 'igsid' | 'telegram' | 'x' | 'visitor' | 'shop_user' | 'marketplace_user'
  /** Namespace in which `value` is unique ('' for addresses and numbers). */
  scope: string
  /** Normalised: address in lower case, number in E.164. */
  value: string
  proof: Proof
} // prettier-ignore

export interface InboundAttachment {
  name: string
  type: string
  size: number
  inline: boolean
  contentId?: string
  /** The bytes when the delivery carried them; else a reference for openAttachment (a URL or the provider's file id). */
  content?: Buffer
  ref?: string
  /** Else the id of a file that the writer uploaded to us before. */
  upload?: string
}

/** What a person wants done about a complaint. */
export const remedies = ['refund', 'partial_refund', 'replacement', 'promo_code', 'apology', 'other'] as const
export type Remedy = (typeof remedies)[number]

/** What the writer chose on a form, or answered to questions before the conversation. Claims, proved by nothing. */
export interface Asked {
  category?: string
  remedy?: Remedy
  order?: string
  /** Questions that depend on the category, in the writer's language. */
  answers: { question: string; answer: string }[]
}

/** A call or a visit. */
export interface CallFacts {
  medium: 'call' | 'visit'
  direction: 'in' | 'out'
  seconds: number | null
  outcome: 'reached' | 'no_answer' | 'busy' | 'voicemail' | 'promised_callback'
}

/** Whether a machine wrote it, and by which sign. */
export interface AutoSubmission {
  is: boolean
  why: string | null
}

export interface BounceReport {
  is: boolean
  action: string | null
  status: string | null
  recipients: string[]
  originalMessageId: string | null
}

/** What e-mail adds to a message; addresses are in lower case. */
export interface EmailFacts {
  messageId: string | null
  inReplyTo: string | null
  references: string[]
  from: { address: string; name: string } | null
  sender: string | null
  replyTo: string | null
  to: string[]
  cc: string[]
  /** Addresses the message was delivered to: envelope recipients, Delivered-To, X-Original-To, To, Cc. */
  recipients: string[]
  auto: AutoSubmission
  bounce: BounceReport
  list: boolean
  encrypted: { is: boolean; kind: string | null }
  signed: boolean
  charsetGuessed: string | null
  /** True when a header of ours (loop guard) shows that we sent it. */
  ours: boolean
}

/** What the sender said, in our words. Closed: provider words never pass beyond it. */
export interface InboundMessage {
  kind: 'message' | 'comment' | 'review'
  channel: ChannelName
  /** The duplicate guard within (channel, account). */
  externalId: string
  externalThreadId?: string
  sender: IdentityRef[]
  senderName: string
  audience: 'private' | 'public'
  direction: 'in' | 'echo'
  subject: string
  /** What the writer newly wrote. */
  text: string
  /** The whole readable body, quotes included. */
  fullText: string
  /** HTML as received, not sanitised. */
  html?: string
  attachments: InboundAttachment[]
  rating?: { value: number; max: number }
  inReplyTo?: string
  references: string[]
  sentAt: Date | null
  receivedAt: Date
  email?: EmailFacts
  /** Our own page, number or bot that it came to, where one webhook serves several of them. */
  recipient?: string
  /** Set where a program of the shop's wrote it in the customer's conversation. */
  by?: 'bot'
  /** publicId of the ticket that the transport has proved it belongs to (a status link, a chat session). */
  conversation?: string
  /** On an echo: our reference, handed back by the provider. */
  ownReference?: string
  location?: { lat: number; lon: number; label?: string }
  /** Rises when the writer changes what was published (a review): a later one replaces what is known. */
  revision?: number
  /** Where the message stands in public. */
  permalink?: string
  asked?: Asked
  call?: CallFacts
  /** Under whose name its files were uploaded, where that is neither its writer nor its conversation. */
  uploader?: string
}

export interface ReceiptItem {
  /** The provider's id of the message, or our own reference. */
  externalId?: string
  reference?: string
  /** Everything sent to `by` up to this instant. */
  watermark?: Date
  state: 'sent' | 'delivered' | 'read' | 'failed' | 'delayed'
  code?: string
  detail?: string
  /** What the adapter makes of the code of a failure, as in a DeliveryResult; `optout`: its owner has told us to stop. */
  class?: 'retry' | 'permanent' | 'window' | 'optout' | 'config' | 'unknown'
}

/**
 * `recipient`: see InboundMessage. `target`: the provider's id of the message that is meant. `about`: a wish that speaks
 * only of what a shop sends of its own accord, never of answers.
 */
export type NormalisedEvent =
  | InboundMessage
  | { kind: 'receipt'; items: ReceiptItem[]; by?: IdentityRef; recipient?: string }
  | { kind: 'edit' | 'delete' | 'reaction'; target: string; text?: string; emoji?: string | null; by: IdentityRef; at: Date; recipient?: string }
  | { kind: 'identity'; change: 'alias' | 'renumbered' | 'trust-lost'; from: IdentityRef; to?: IdentityRef; recipient?: string }
  | { kind: 'optout' | 'optin'; who: IdentityRef; word?: string; about?: 'marketing'; recipient?: string }
  | { kind: 'ignored'; reason: string } // prettier-ignore

/** Whether an event is something a person (or machine) wrote to us. */
export function isMessage(event: NormalisedEvent): event is InboundMessage {
  return event.kind === 'message' || event.kind === 'comment' || event.kind === 'review'
}
