import type { PersonRef } from './common.js'
import type { PromiseView } from './customers.js'
import type { BecauseView, ChannelKey } from './tickets.js'

/** `kept`: there is no SMTP server to hand it to. */
export type DeliveryState =
  'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'kept'

export interface AttachmentView {
  id: string
  name: string
  type: string
  size: number
  url: string
  /** Shown as a picture, by the same URL. */
  image: boolean
  /** '' when it can be had; else it is still fetched, or could not be. */
  state: '' | 'pending' | 'failed'
  /** Of a failed one an error code, looked up under `errors.`. */
  reason: string
  /** A program or a document that may run one: downloaded only, with a warning. */
  risky: boolean
}

export interface DeliveryView {
  state: DeliveryState
  /** Error code, looked up under `errors.`; '' when there is none. */
  reason: string
  /** What the far end said, as it said it; '' when nothing. */
  detail: string
  at: string
  /** When it was first sent, delivered and read, '' for what has not happened. */
  times?: { sent: string; delivered: string; read: string }
}

export type ModerationKey = 'hide' | 'unhide' | 'like' | 'unlike'

/** What stands beside the words of a message, where there is anything. */
export interface MessageBesideView {
  id: string
  /** Everybody could read it. */
  public: boolean
  /** Where it stands in public; '' where unknown. */
  permalink: string
  /** Written by a program of the shop's. */
  bot: boolean
  /** When its writer last changed it, '' when never; what it said before stands at /messages/:id/revisions. */
  editedAt: string
  /** When its writer took it back, '' when not; then there is no text. */
  deletedAt: string
  reactions: { emoji: string; count: number }[]
  location: { label: string; url: string } | null
  /** `stars`: filled or not, where there are few enough to be drawn. */
  rating: { value: number; max: number; stars: boolean[] } | null
  call: {
    medium: 'call' | 'visit'
    direction: 'in' | 'out'
    minutes: number
    seconds: number
    outcome: 'reached' | 'no_answer' | 'busy' | 'voicemail' | 'promised_callback'
  } | null
  /** What the writer chose and answered in a form; '' for what they left out. */
  asked: { order: string; remedy: string; answers: { question: string; answer: string }[] } | null
  /** Why a message of another channel stands in this ticket. */
  joined: BecauseView[]
  /** Number of the ticket that it was moved from; 0 for none. */
  movedFrom: number
  /** What it promises; its `ticket` is 0. */
  promise: PromiseView | null
  /** Hosts on the list of bad ones that it links to; '' for none. */
  badLinks: string
  /** Nobody but its writer and their friends can see it in public any more. */
  hidden: boolean
  liked: boolean
  /** What can be done about it where it stands in public. */
  actions: ModerationKey[]
}

export interface MessageView {
  id: string
  ticket: number
  seq: number
  /** in: from outside; reply: an agent's public words; note: internal; auto: sent by the product itself. */
  kind: 'in' | 'reply' | 'note' | 'auto'
  channel: ChannelKey
  author: PersonRef
  /** The address it came from, when its writer is not the ticket's own customer; else ''. */
  stranger: string
  at: string
  text: string
  /** True when `text` was cut for a push; the whole stands at /messages/:id/text. */
  truncated: boolean
  /** Whether the whole text, quotes included, at /messages/:id/quoted says more than `text`. */
  quoted: boolean
  /** Whether there is an HTML body at /messages/:id/body. */
  html: boolean
  /** Whether the original stands at /messages/:id/raw. */
  raw: boolean
  attachments: AttachmentView[]
  delivery: DeliveryView | null
  /** Null for words and nothing else. */
  beside: MessageBesideView | null
  /** Taken back before it was sent. */
  retracted: boolean
  /** Id that the writing browser made; '' for what came from elsewhere. */
  clientId: string
  /** True only in the browser that is sending it. */
  pending: boolean
}
