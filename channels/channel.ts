/**
 * The contract between the outside world and the product: how messages come in and go out.
 * An adapter knows one provider's words and nothing of storage, queues or HTTP servers; it gets the channel account
 * as an argument, verifies raw bytes, turns them into NormalisedEvents and sends OutboundMessages.
 * It never decides about tickets.
 */

import type { ChannelName, NormalisedEvent } from '../server/models/intake/message-shapes.js'

export type {
  AutoSubmission,
  BounceReport,
  ChannelName,
  EmailFacts,
  IdentityRef,
  InboundAttachment,
  InboundMessage,
  NormalisedEvent,
  Proof,
} from '../server/models/intake/message-shapes.js'

/** A request as it came: header names in lower case, the body's bytes untouched. */
export interface RawRequest {
  method: string
  /** The configured public URL plus path and query as received. */
  url: string
  query: Record<string, string>
  headers: Record<string, string>
  body: Buffer
}

export interface HttpReply {
  status: number
  type: string
  body: string
}

/** What an adapter may know of a channel account. `secrets` are decrypted for the call and never logged. */
export interface ChannelAccount {
  id: string
  channel: ChannelName
  /** Unique for the channel, safe in a URL. */
  key: string
  name: string
  /** Addresses or numbers of ours on this channel, in lower case. */
  addresses: string[]
  settings: Record<string, unknown>
  secrets: Record<string, string>
}

/** What was stored at the door: bytes plus what the transport said. */
export interface StoredRaw {
  id: string
  bytes: Buffer
  receivedAt: Date
  /** Transport facts, e.g. for mail { mailFrom, rcptTo: 'a,b', remoteAddress, via: 'smtp'|'http'|'file' }. */
  transport: Record<string, string>
}

export interface OutboundAttachment {
  name: string
  type: string
  content: Buffer
  contentId?: string
}

/** One message on its way out; everything was decided before, sending only hands it over. */
export interface OutboundMessage {
  /** Our reference, fixed before the first attempt; for mail the Message-ID with angle brackets. */
  reference: string
  to: { address: string; name?: string }[]
  cc: { address: string; name?: string }[]
  subject: string
  text: string
  html?: string
  attachments: OutboundAttachment[]
  inReplyTo?: string
  references: string[]
  replyTo?: string
  from: { address: string; name?: string }
  /** True for what no person wrote: it then carries Auto-Submitted and loop headers. */
  automatic: boolean
}

/**
 * Outcome of one attempt. retry: not taken, try again; permanent: never will be; window, optout, config: a person
 * must act; unknown: it may have been taken (a timeout after the data was handed over), so it is never blindly resent.
 */
export type DeliveryResult =
  | {
      ok: true
      externalIds: string[]
      state: 'accepted' | 'sent'
      /** Recipients that were refused while others were taken. */
      rejected?: string[]
    }
  | {
      ok: false
      class: 'retry' | 'permanent' | 'window' | 'optout' | 'config' | 'unknown'
      code?: string
      detail?: string
      retryAt?: Date
    }

export type AuthResult = { ok: true } | { ok: false; status: 401 | 403 | 404; reason: string }

export interface Capabilities {
  intake: readonly ('webhook' | 'poll' | 'stream' | 'socket' | 'smtp')[]
  outbound: {
    text: boolean
    html: boolean
    maxChars?: number
    attachments: { max: number; maxBytes: number } | null
    templates: boolean
    maxReplies?: number
  }
  audience: 'private' | 'public' | 'both'
  threading: 'native' | 'headers' | 'none'
  receipts: readonly ('sent' | 'delivered' | 'read' | 'failed')[]
  supports: { edit: boolean; retract: boolean; react: boolean; typing: boolean }
}

/** Where a running adapter (an SMTP listener, an IMAP poll) puts what it took in; resolves once it is durable. */
export type RawSink = (raw: {
  bytes: Buffer
  transport: Record<string, string>
  account?: string
}) => Promise<{ id: string; duplicate: boolean }>

export interface ReplyWindow {
  mode: 'free' | 'tagged' | 'template' | 'closed'
  until?: Date
  reason?: string
}

export interface ChannelAdapter {
  readonly kind: ChannelName
  readonly caps: Capabilities
  /** Answers a provider's own handshake (hub.challenge, CRC), or null when this is none. */
  handshake?(request: RawRequest, account: ChannelAccount): HttpReply | null
  /** Checks the proof over the raw bytes in constant time; never throws. */
  authenticate(request: RawRequest, account: ChannelAccount): AuthResult
  /** Keys of the accounts that a body names (platforms with one webhook for many accounts). */
  routeKeys?(request: RawRequest): string[]
  /**
   * Raw bytes to events. Pure (no network, no storage) and total: unknown shapes become `ignored` with a reason. It may
   * reject only with ChannelRejected (cannot be read: quarantine at once) or ChannelUnavailable (try again).
   */
  normalise(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] | Promise<NormalisedEvent[]>
  replyWindow(thread: { lastInboundAt: Date | null }, now: Date, author: 'human' | 'bot'): ReplyWindow
  send(message: OutboundMessage, account: ChannelAccount, signal: AbortSignal): Promise<DeliveryResult>
  /** Ends threads and connections, if it keeps any. */
  close?(): Promise<void>
}
