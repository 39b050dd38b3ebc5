/** What the chat's frame and the server say to each other. Times are ISO 8601, words are codes. */
import type { Locale, Localised } from './common.js'

/** As the models' remedies; named again, because this file is the browser's too. */
export type WidgetRemedy = 'refund' | 'partial_refund' | 'replacement' | 'promo_code' | 'apology' | 'other'

export interface WidgetFile {
  id: string
  name: string
  type: string
  size: number
  /** A path of ours; the visitor's token is appended by the frame. */
  url: string
}

export interface WidgetMessage {
  id: string
  /** Rises within the conversation; numbers may be left out. */
  seq: number
  /** Set on what the visitor wrote. */
  clientId: string | null
  from: 'visitor' | 'agent' | 'bot' | 'auto'
  name: string
  text: string
  at: string
  attachments: WidgetFile[]
  /** Only on the visitor's own: `read` once an agent has seen it. */
  state?: 'sent' | 'read'
  deleted?: true
}

export interface WidgetStatus {
  /** By the hours of the account. */
  open: boolean
  nextOpenAt: string | null
  /** How many agents are present. */
  agents: number
}

export interface WidgetPreChat {
  on: boolean
  askOrder: boolean
  askCategory: boolean
  askRemedy: boolean
  categories: { key: string; name: Localised }[]
  remedies: WidgetRemedy[]
}

export interface WidgetConversation {
  publicId: string
  number: number
  seq: number
  /** The latest ones. */
  messages: WidgetMessage[]
  /** Older messages are to be had by `history`. */
  more: boolean
  /** Up to where agents have read. */
  readSeq: number
  /** Up to where the visitor has read. */
  seenSeq: number
  ended: boolean
}

/** What a message may hold: characters, files, bytes of one file, types of files. */
export interface WidgetLimits {
  text: number
  files: number
  bytes: number
  types: string[]
}

/** Answer to `since`: what is new or changed; with `reset` the latest messages of (another) conversation. */
export interface WidgetMissed {
  messages: WidgetMessage[]
  seq: number
  readSeq: number
  conversation: string | null
  reset: boolean
}

/** Answer of POST /widget/session. */
export interface WidgetSession {
  token: string
  /** The visitor's id. */
  visitor: string
  site: {
    name: string
    greeting: Localised
    identity: 'off' | 'optional' | 'required'
    locale: Locale
    awayMinutes: number
    bot: boolean
    preChat: WidgetPreChat
    limits: WidgetLimits
  }
  status: WidgetStatus
  conversation: WidgetConversation | null
  known: { name: string; email: string; phone: string }
}

/** What the visitor answered before the conversation. */
export interface WidgetAsked {
  order?: string
  category?: string
  remedy?: WidgetRemedy
  answers: { question: string; answer: string }[]
}

export interface WidgetContact {
  name?: string
  email?: string
  phone?: string
  consent: boolean
}

/** One message as the frame sends it; the same clientId twice is one message. */
export interface WidgetSend {
  clientId: string
  text: string
  /** Ids of files uploaded before. */
  attachments: string[]
  asked?: WidgetAsked
  contact?: WidgetContact
}

/** What the frame's script reads from its page. */
export interface WidgetBoot {
  site: string
  /** Origin of the page that holds the frame. */
  parent: string
  locale: Locale
  /** Texts by key, values as `{name}`: `live` while things happen, `errors` by code. */
  texts: { live: Record<string, string>; errors: Record<string, string> }
}

export interface WidgetPage {
  title: string
  boot: WidgetBoot
}
