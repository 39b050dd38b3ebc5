import type { Request } from 'express'
import { isoTime } from '../../../../channels/social/review/local-time.js'
import type { CallPage, CallValues } from '../../../../views/types.js'
import { viewerOf } from '../../viewer.js'
import { textOf } from '../page.js'

const outcomes = ['reached', 'no_answer', 'busy', 'voicemail', 'promised_callback'] as const

/** Which field a refusal is about. */
export const callFields: Record<string, string> = {
  message_empty: 'note',
  call_time_invalid: 'at',
  call_length_invalid: 'minutes',
  call_outcome_invalid: 'outcome',
  call_number_invalid: 'phone',
  subject_empty: 'subject',
  order_unknown: 'order',
  category_unknown: 'category',
  customer_unknown: 'customer',
  caller_unnamed: 'name',
}

/** The names under which the API knows what the form calls otherwise. */
export const fieldOf: Record<string, string> = { text: 'note', seconds: 'minutes' }

/** What was typed into the form of a call; a choice that is not there is the usual one. */
export function typedCall(req: Request): CallValues {
  const outcome = outcomes.find((one) => one === textOf(req, 'outcome')) ?? 'reached'
  return {
    medium: textOf(req, 'medium') === 'visit' ? 'visit' : 'call',
    direction: textOf(req, 'direction') === 'in' ? 'in' : 'out',
    outcome,
    minutes: textOf(req, 'minutes').trim(),
    at: textOf(req, 'at').trim(),
    note: textOf(req, 'note').replace(/\r\n/g, '\n'),
    phone: textOf(req, 'phone').trim(),
  }
}

export function typedCallPage(req: Request): CallPage['values'] {
  const [subject, name, email, order] = ['subject', 'name', 'email', 'order'].map((field) => textOf(req, field).trim()) // prettier-ignore
  return {
    ...typedCall(req),
    subject: subject ?? '',
    name: name ?? '',
    email: email ?? '',
    order: order ?? '',
  }
}

/** The form's values as the API takes them: minutes are seconds, a local time is an instant. */
export function inputOf(req: Request, values: CallValues): Record<string, unknown> {
  const { medium, direction, outcome, minutes, at, note, phone } = values
  const clientId = textOf(req, 'clientId')
  return {
    ...{ medium, direction, outcome, text: note },
    seconds: minutes === '' ? null : Math.round(Number(minutes.replace(',', '.')) * 60),
    ...(at === '' ? {} : { at: isoTime(at, viewerOf(req).user.timeZone) }),
    ...(phone === '' ? {} : { phone }),
    ...(clientId === '' ? {} : { clientId }),
  }
}
