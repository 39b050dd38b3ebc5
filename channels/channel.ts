/**
 * The contract between the outside world and the product: how messages come in and go out.
 * An adapter knows one provider's words and nothing of storage, queues or HTTP servers; it gets the channel account
 * as an argument, verifies raw bytes, turns them into NormalisedEvents and sends OutboundMessages.
 * It never decides about tickets.
 */

import type { SafeFetch } from '../server/lib/safe-fetch/index.js'
import type { DeliveryResult, OutboundMessage } from './outbound.js'
import type { ChannelSetup } from './setup.js'
import type { ChannelName, IdentityRef, NormalisedEvent } from '../server/models/intake/message-shapes.js'

export type * from './outbound.js'
export type * from './setup.js'
export type {
  Asked,
  AutoSubmission,
  BounceReport,
  ChannelName,
  EmailFacts,
  IdentityRef,
  InboundAttachment,
  InboundMessage,
  NormalisedEvent,
  Proof,
  ReceiptItem,
  Remedy,
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
    /** For public words, where they must be shorter than private ones. */
    maxPublicChars?: number
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

/** What an adapter is handed for reaching outside. */
export interface ChannelTools {
  /** The guarded fetcher: for every URL that came from outside or from the settings. */
  fetch: SafeFetch
  /** Where this instance is reached, without a trailing slash. */
  publicBaseUrl: string
}

export interface OpenedAttachment {
  name?: string
  type: string
  content: Buffer
}

export interface Profile {
  name: string
  locale?: 'tr' | 'en'
}

export type Moderation = 'hide' | 'unhide' | 'like' | 'unlike'

export interface ChannelAdapter {
  readonly kind: ChannelName
  readonly caps: Capabilities
  /** What one account can do, where accounts differ; `caps` is then what all of them can. */
  capsFor?(account: ChannelAccount): Capabilities
  /** Absent where nothing needs setting up by hand. */
  readonly setup?: ChannelSetup
  /** Answers a provider's own handshake (hub.challenge, CRC), or null when this is none. */
  handshake?(request: RawRequest, account: ChannelAccount): HttpReply | null
  /** What the provider hears once its delivery is stored, also when it comes again; 202 with JSON where there is none. */
  accepted?(request: RawRequest): HttpReply
  /** Checks the proof over the raw bytes in constant time; never throws. */
  authenticate(request: RawRequest, account: ChannelAccount): AuthResult
  /** Keys of the accounts that a body names (platforms with one webhook for many accounts). */
  routeKeys?(request: RawRequest): string[]
  /**
   * Raw bytes to events. Pure (no network, no storage) and total: unknown shapes become `ignored` with a reason. It may
   * reject only with ChannelRejected (cannot be read: quarantine at once) or ChannelUnavailable (try again).
   */
  normalise(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] | Promise<NormalisedEvent[]>
  /** `audience` public: a comment, which on some channels may be answered at any time. */
  replyWindow(
    thread: { lastInboundAt: Date | null; audience?: 'private' | 'public' },
    now: Date,
    author: 'human' | 'bot',
  ): ReplyWindow
  /** Never throws on what the far end does; the result tells it. */
  send(
    message: OutboundMessage,
    account: ChannelAccount,
    signal: AbortSignal,
    tools: ChannelTools,
  ): Promise<DeliveryResult>
  /** False where an address can be written to but cannot answer (a named sender, SMS to Turkey). */
  twoWay?(account: ChannelAccount, address: string): boolean
  /** How a text is counted and paid for; only where that is not by the message. */
  countUnits?(text: string): { units: number; parts: number; encoding: string }
  /**
   * Fetches a file by its reference.
   * @throws ChannelRejected when it never will be had (gone, too large, refused by the guard), ChannelUnavailable to try again
   */
  openAttachment?(
    ref: string,
    account: ChannelAccount,
    signal: AbortSignal,
    tools: ChannelTools,
  ): Promise<OpenedAttachment>
  /** What a sender calls themselves; null when the provider does not tell. @throws ChannelUnavailable to try again */
  describeSender?(
    id: IdentityRef,
    account: ChannelAccount,
    signal: AbortSignal,
    tools: ChannelTools,
  ): Promise<Profile | null>
  /** Hides or likes a public comment. */
  readonly moderations?: readonly Moderation[]
  moderate?(
    action: Moderation,
    target: string,
    account: ChannelAccount,
    signal: AbortSignal,
    tools: ChannelTools,
  ): Promise<DeliveryResult>
  /** Ends threads and connections, if it keeps any. */
  close?(): Promise<void>
}
