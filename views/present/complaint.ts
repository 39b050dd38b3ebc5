import type { CategoryForm } from '../../server/models/forms/questions.js'
import type { Translate } from '../helpers/translate.js'
import type {
  Choice,
  ComplaintPage,
  EvidenceView,
  FieldFault,
  Locale,
  Localised,
  QuestionGroupView,
  QuestionView,
} from '../types.js'

/** What somebody has put into the complaint form so far, as it was posted. */
export interface ComplaintFields {
  category: string
  order: string
  text: string
  rating: string
  remedy: string
  name: string
  email: string
  phone: string
  contact: string
  consent: boolean
  /** By name of the input. */
  answers: Readonly<Record<string, string>>
}

export const emptyComplaint: ComplaintFields = {
  category: '',
  order: '',
  text: '',
  rating: '',
  remedy: '',
  name: '',
  email: '',
  phone: '',
  contact: 'email',
  consent: false,
  answers: {},
}

export const contactWays = ['email', 'phone'] as const

export interface ComplaintContext {
  organisation: string
  token: string
  locale: Locale
  t: Translate
  categories: readonly { key: string; names: Localised }[]
  forms: Readonly<Record<string, CategoryForm>>
  remedies: readonly string[]
  limits: { least: number; text: number; files: number; fileBytes: number }
  uploads: EvidenceView[]
  faults: FieldFault[]
}

/** The public form as it stands: everything that was typed, and the questions of the chosen category. */
export function presentComplaint(fields: ComplaintFields, context: ComplaintContext): ComplaintPage {
  const { categories, forms, limits, locale, t, remedies, organisation, token, uploads, faults } = context
  const { category, order, text, name, email, phone, consent, contact, rating, remedy } = fields
  const option = (value: string, label: string, chosen: string): Choice => ({ value, label, chosen: value === chosen })
  const asking = categories.filter(({ key }) => Object.hasOwn(forms, key))
  return {
    languageHref: '/complaint',
    languageForm: 'complaint-form',
    values: { order, text, name, email, phone, consent },
    faults,
    ...{ organisation, token, uploads },
    categories: [option('', t('complaint.choose'), category), ...categories.map(({ key, names }) => option(key, names[locale], category))],
    groups: asking.map(({ key }) => presentGroup(key, forms[key] as CategoryForm, fields, t)),
    ratings: ['5', '4', '3', '2', '1'].map((value) => option(value, t(`complaint.ratings.${value}`), rating)),
    remedies: [option('', t('complaint.choose'), remedy), ...remedies.map((key) => option(key, t(`widget.page.remedies.${key}`), remedy))],
    contacts: contactWays.map((key) => option(key, t(`complaint.contacts.${key}`), contact)),
    evidence: { files: limits.files, bytes: limits.fileBytes },
    least: limits.least,
    most: limits.text,
  }
} // prettier-ignore

/** Name of the input that asks a category's question. */
export function questionName(category: string, key: string): string {
  return `q_${category}_${key}`
}

function presentGroup(
  category: string,
  { questions, photo }: CategoryForm,
  { category: chosen, answers }: ComplaintFields,
  t: Translate,
): QuestionGroupView {
  return {
    category,
    chosen: category === chosen,
    photo,
    questions: questions.map(({ key, kind, options = [] }): QuestionView => {
      const name = questionName(category, key)
      const value = answers[name] ?? ''
      const choices = ['', ...options].map((one) => ({
        value: one,
        label: t(one === '' ? 'complaint.choose' : `complaint.options.${one}`),
        chosen: one === value,
      }))
      return { name, label: t(`complaint.questions.${key}`), kind, value, choices }
    }),
  }
}
