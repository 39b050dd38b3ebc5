import type { AppPage, Choice, FieldFault, FormView } from './common.js'
import type { BecauseView } from './tickets.js'

/** A telephone number of a customer's, and the link that calls it. */
export interface PhoneView {
  number: string
  href: string
}

/** What is typed into the form of a call. `at` is local to the writer's time zone; '' is now. */
export interface CallValues {
  medium: 'call' | 'visit'
  direction: 'in' | 'out'
  outcome: 'reached' | 'no_answer' | 'busy' | 'voicemail' | 'promised_callback'
  minutes: string
  at: string
  note: string
  /** The customer's number, as typed. */
  phone: string
}

/** The form by which a call or a visit is written into a ticket. */
export interface CallFormView {
  ticket: number
  clientId: string
  values: CallValues
  faults: FieldFault[]
  /** Numbers the customer is known by. */
  phones: PhoneView[]
  /** Whether one of them may be called now without bothering; else when we last tried. */
  lastTriedAt: string
}

/** Somebody who a caller may be. */
export interface CallerView {
  id: string
  name: string
  /** Something vouches for the number or address. */
  proven: boolean
  chosen: boolean
}

/** A new ticket from a call, or a call for a ticket where the small form was not taken. */
export type CallPage = AppPage &
  FormView<CallValues & { subject: string; name: string; email: string; order: string }> & {
    /** 0 for a new ticket. */
    ticket: number
    clientId: string
    phones: PhoneView[]
    categories: Choice[]
    /** Who it may be, for the writer to say; empty where nobody is known by what was typed, or nothing was looked up. */
    callers: CallerView[]
    /** Whether the writer has said that it is somebody new. */
    isNew: boolean
  }

/** What the product advises beside the composer. */
export interface AdviceView {
  ticket: number
  /** Why a call would do better than another message; null when it would not. */
  phone: { reasons: BecauseView[]; phones: PhoneView[] } | null
  /** How often the customer was contacted in the last day without an answer; 0 when that is no reason to hold back. */
  contacts: number
}

/** Whether a customer is kept out, and what a manager can do about it. */
export interface BlockView {
  customer: string
  ticket: number
  /** The block that holds now. */
  now: { by: string; at: string; reason: string; until: string } | null
  /** Only managers and admins block. */
  mayBlock: boolean
}
