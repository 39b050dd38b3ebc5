import type { Localised } from './common.js'

export interface PlaybookStepView {
  /** Its place, from 0. */
  step: number
  text: Localised
  /** Who has done it and when; null while nobody has. */
  done: { by: string; at: string } | null
  /** Words for the customer that can be put into the composer; '' for none. */
  words: string
}

export interface PlaybookView {
  key: string
  name: Localised
  /** Shown unfolded: the first that is not done. */
  open: boolean
  doneCount: number
  count: number
  steps: PlaybookStepView[]
}

/** What to do step by step with the kind of problem that a ticket is about. */
export interface PlaybooksView {
  ticket: number
  playbooks: PlaybookView[]
}
