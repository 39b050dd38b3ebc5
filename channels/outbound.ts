/** What goes out by a channel, and what became of it; decided before, an adapter only hands it over. */

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
  /** Public words appear under `target`, the comment or review they answer. */
  audience?: 'private' | 'public'
  /** The provider's id of the message or comment that is answered. */
  target?: string
  /** The provider's id of the conversation, where it has one. */
  thread?: string
  /** Sent in place of `text` where only approved templates may be (WhatsApp outside its window). */
  template?: { id: string; variables: Record<string, string> }
  /** When the customer last wrote on this channel; reply windows hang on it. */
  lastInboundAt?: Date | null
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
