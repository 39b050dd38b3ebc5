import type { Request } from 'express'
import { z } from 'zod'
import { formLimits, type OwnComplaint } from '../../../../channels/direct/form/envelope.js'
import { remedyKeys } from '../../../../channels/remedies.js'
import type { Translate } from '../../../../views/helpers/translate.js'
import { questionName, type ComplaintFields } from '../../../../views/present/complaint.js'
import type { FieldFault } from '../../../../views/types.js'
import { now } from '../../../lib/clock.js'
import { lowerAscii } from '../../../lib/fold.js'
import { toE164 } from '../../../lib/phone.js'
import type { AttachmentRecord } from '../../../models/attachments/index.js'
import { categoryForms, type FormQuestion } from '../../../models/forms/questions.js'
import { textOf } from '../page.js'
import { uploadsOf } from './evidence.js'

/** Everything that was typed, as it was typed, within bounds. */
export function complaintFields(req: Request): ComplaintFields {
  const field = (name: string, most = 400): string => textOf(req, name).slice(0, most)
  const category = field('category')
  return {
    category,
    order: field('order'),
    // One more than is allowed, so that too long a text is told and not cut.
    text: textOf(req, 'text').replace(/\r\n/g, '\n').slice(0, formLimits.text + 1),
    rating: field('rating'),
    remedy: field('remedy'),
    name: field('name'),
    email: field('email'),
    phone: field('phone'),
    contact: field('contact') === 'phone' ? 'phone' : 'email',
    consent: textOf(req, 'consent') === 'on',
    answers: Object.fromEntries(
      questionsOf(category).map(({ key }) => [questionName(category, key), field(questionName(category, key), 1_000)]),
    ),
  }
} // prettier-ignore

/** Everything that keeps a complaint from being sent, in the order of the form. */
export function complaintFaults(fields: ComplaintFields, categories: readonly { key: string }[]): FieldFault[] {
  const { category, text, order, name, email, phone, contact, consent } = fields
  const length = text.trim().length
  const known = categories.some(({ key }) => key === category)
  const faults: (FieldFault | false)[] = [
    !known && { field: 'category', code: 'complaint_category_missing' },
    order.trim().length > 40 && { field: 'order', code: 'field_invalid' },
    length < formLimits.least && { field: 'text', code: 'complaint_too_short', details: { least: formLimits.least } },
    length > formLimits.text && { field: 'text', code: 'complaint_too_long', details: { most: formLimits.text } },
    name.trim() === '' && { field: 'name', code: 'name_missing' },
    name.trim().length > 200 && { field: 'name', code: 'field_invalid' },
    !isAddress(email) && { field: 'email', code: email.trim() === '' ? 'email_needed' : 'email_invalid' },
    phone.trim() !== '' && toE164(phone) === null && { field: 'phone', code: 'phone_invalid' },
    contact === 'phone' && phone.trim() === '' && { field: 'phone', code: 'phone_needed' },
    !consent && { field: 'consent', code: 'consent_needed' },
  ]
  return faults.filter((fault) => fault !== false)
} // prettier-ignore

/** What is put down of a complaint that has no fault. @param notice version of the privacy notice that was agreed to */
export function complaintEnvelope(
  fields: ComplaintFields,
  { id, files, notice, t }: { id: string; files: readonly AttachmentRecord[]; notice: string; t: Translate },
): OwnComplaint {
  const { category, order, text, rating, remedy, name, email, phone } = fields
  const at = now().toISOString()
  const number = toE164(phone)
  return {
    kind: 'complaint',
    ...{ id, uploader: id, at, category },
    name: name.trim(),
    email: lowerAscii(email.trim()),
    ...(number === null ? {} : { phone: number }),
    text: text.trim(),
    ...(order.trim() === '' ? {} : { order: order.trim() }),
    ...(/^[1-5]$/.test(rating) ? { rating: Number(rating) } : {}),
    ...remedyOf(remedy),
    answers: [...answersOf(fields, t), ...agreedTo(fields, { at, notice, t })],
    uploads: uploadsOf(files),
  }
}

function questionsOf(category: string): readonly FormQuestion[] {
  return Object.hasOwn(categoryForms, category) ? (categoryForms[category]?.questions ?? []) : []
}

function answersOf({ category, answers }: ComplaintFields, t: Translate): OwnComplaint['answers'] {
  return questionsOf(category).flatMap(({ key, options }) => {
    const given = (answers[questionName(category, key)] ?? '').trim()
    const answer =
      options === undefined ? given : options.includes(given) ? t(`complaint.options.${given}`) : ''
    return answer === '' ? [] : [{ question: t(`complaint.questions.${key}`), answer }]
  })
}

/** How the writer wants to be reached, and when they agreed to which words. */
function agreedTo(
  { contact }: ComplaintFields,
  { at, notice, t }: { at: string; notice: string; t: Translate },
): OwnComplaint['answers'] {
  return [
    { question: t('complaint.contact'), answer: t(`complaint.contacts.${contact}`) },
    { question: t('complaint.privacy'), answer: t('complaint.agreed', { at, version: notice }) },
  ]
}

function remedyOf(remedy: string): Pick<OwnComplaint, 'remedy'> {
  const known = remedyKeys.find((one) => one === remedy)
  return known === undefined ? {} : { remedy: known }
}

function isAddress(text: string): boolean {
  return z.email().max(320).safeParse(lowerAscii(text.trim())).success
}
