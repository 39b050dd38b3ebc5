import type { FieldFault } from './common.js'
import type { RouteView } from './routes.js'
import type { ChannelKey } from './tickets.js'

export interface ComposerView {
  number: number
  /** The newest sequence number the writer has seen. */
  baseSeq: number
  clientId: string
  kind: 'reply' | 'note'
  text: string
  /** Of the chosen way. */
  channel: ChannelKey
  /** The ways a reply can go; none when nothing reaches the customer: only notes then. */
  routes: RouteView[]
  /** Whether everybody would read the reply that is being written. */
  public: boolean
  canReply: boolean
  /** Id of the approved template whose words are being written; '' for free words. */
  template: string
  /** Sentences in the customer's language with a link to their page: for them alone, and for where others read. */
  links: { own: string; public: string }
  /** How many files one message may carry, and how many bytes each. */
  upload: { files: number; bytes: number }
  faults: FieldFault[]
  /** True when newer messages came while this was being written and the agent has to agree. */
  newer: boolean
}

/** Files beside the composer while a message is written. */
export interface ComposerFilesView {
  files: {
    key: string
    name: string
    size: number
    wrong: string
    again: boolean
    busy: boolean
    percent: number
  }[]
  upload: ComposerView['upload']
}

/** How a text goes out by SMS, and what it would save to write it without the letters that make it long. */
export interface SegmentsView {
  parts: number
  units: number
  encoding: string
  folded: { text: string; parts: number; saved: number } | null
}
