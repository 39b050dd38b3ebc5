import type { Choice, FormView } from './common.js'

/** A file that waits for its form to be sent. */
export interface EvidenceView {
  id: string
  name: string
  size: number
}

/** What must be said beside a place for files. */
export interface EvidenceLimits {
  files: number
  bytes: number
}

/** Stands on every page of people without an account: where the language is chosen. */
export interface PublicPage {
  languageHref: string
}

export interface QuestionView {
  name: string
  label: string
  kind: 'text' | 'date' | 'choice'
  value: string
  choices: Choice[]
}

/** What one category asks; all are in the page, the chosen one's can be filled in. */
export interface QuestionGroupView {
  category: string
  chosen: boolean
  photo: boolean
  questions: QuestionView[]
}

export interface ComplaintValues {
  order: string
  text: string
  name: string
  email: string
  phone: string
  consent: boolean
}

export type ComplaintPage = PublicPage &
  FormView<ComplaintValues> & {
    /** Id of the form that a change of language must not empty. */
    languageForm: string
    /** '' where nobody has set one. */
    organisation: string
    token: string
    categories: Choice[]
    groups: QuestionGroupView[]
    ratings: Choice[]
    remedies: Choice[]
    contacts: Choice[]
    uploads: EvidenceView[]
    evidence: EvidenceLimits
    least: number
    most: number
  }

export interface ComplaintSentPage extends PublicPage {
  /** 0 while the ticket is not there yet. */
  number: number
  /** What to name until then. */
  reference: string
  /** The ticket's page; '' where it is not shown. */
  statusHref: string
}

export interface PrivacyPage extends PublicPage {
  organisation: string
  /** The organisation's own words; empty for ours. */
  paragraphs: string[]
  version: string
}

export interface StatusFileView {
  name: string
  size: number
  url: string
  image: boolean
  /** '' when it can be had; else 'pending' or 'failed'. */
  state: '' | 'pending' | 'failed'
}

/** One entry of what happened: somebody's words, or a change of state. */
export interface StatusItemView {
  id: string
  at: string
  kind: 'mine' | 'theirs' | 'event'
  /** '' for one's own words and for events. */
  author: string
  text: string
  /** Looked up under `status_page.events.`; '' for words. */
  event: string
  taken: boolean
  files: StatusFileView[]
}

export interface StatusRatingView {
  score: number
  comment: string
  scores: Choice[]
  /** Until when it can be given or changed; '' when it no longer can. */
  until: string
}

export type StatusPage = PublicPage &
  FormView<{ text: string }> & {
    title: string
    number: number
    subject: string
    base: string
    state: 'open' | 'pending' | 'on_hold' | 'resolved' | 'closed'
    openedAt: string
    /** What the customer wants done: a code; '' when it is not known. */
    wanted: string
    /** Until when what is answered opens again by writing; '' elsewhere. */
    reopensUntil: string
    items: StatusItemView[]
    olderHref: string
    token: string
    uploads: EvidenceView[]
    evidence: EvidenceLimits
    most: number
    rating: StatusRatingView | null
    /** Something was done just now: `status_page.done.`; '' elsewhere. */
    done: '' | 'sent' | 'rated' | 'waiting'
  }

export type StatusLinkPage = PublicPage &
  FormView<{ number: string; email: string }> & {
    /** Why one came here: a link that opens nothing, of one's own accord, or the form was just sent. */
    because: 'closed' | 'asked' | 'sent'
  }
