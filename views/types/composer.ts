import type { FieldFault } from './common.js'
import type { ChannelKey } from './tickets.js'

export interface ComposerView {
  number: number
  /** The newest sequence number the writer has seen. */
  baseSeq: number
  clientId: string
  kind: 'reply' | 'note'
  text: string
  channel: ChannelKey
  /** Where a reply goes, as a person would read it. */
  to: string
  /** False when a reply cannot leave by this channel (no address): only notes then. */
  canReply: boolean
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
