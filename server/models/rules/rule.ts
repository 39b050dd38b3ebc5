import mongoose, { Schema, type Types } from 'mongoose'

export const ruleKinds = ['category', 'priority'] as const
export type RuleKind = (typeof ruleKinds)[number]
export const ruleLocales = ['tr', 'en', 'any'] as const
export type RuleLocale = (typeof ruleLocales)[number]

/**
 * Terms as their author typed them; they are compared folded, so that "iade", "İADE" and "îade" are one.
 * words: whole words. stems: beginnings of words (Turkish suffixes follow: "gecik" finds "gecikti", "gecikmesi").
 * phrases: words in this order; one that ends with * stands for its beginning ("eksik gel*").
 */
export interface RuleMatch {
  words: string[]
  phrases: string[]
  stems: string[]
}

/** One reason to choose a category or to raise a priority. */
export interface RuleRecord {
  _id: Types.ObjectId
  kind: RuleKind
  /** The language of the texts it is for; it is left out for texts known to be in the other one. */
  locale: RuleLocale
  match: RuleMatch
  /** A category key, or for kind 'priority' one of low, normal, high, urgent. */
  target: string
  /** 1 (a hint) to 10 (certain). */
  weight: number
  enabled: boolean
  /** The name of the starter rule it came from. */
  builtIn?: string
  by: string | null
  createdAt: Date
  updatedAt: Date
}

const terms = { type: [{ type: String, maxlength: 100 }], default: [] }
const match = new Schema<RuleMatch>({ words: terms, phrases: terms, stems: terms }, { _id: false })

const schema = new Schema<RuleRecord>(
  {
    kind: { type: String, enum: ruleKinds, required: true },
    locale: { type: String, enum: ruleLocales, required: true },
    match: { type: match, required: true },
    target: { type: String, required: true, maxlength: 64 },
    weight: { type: Number, required: true, min: 1, max: 10 },
    enabled: { type: Boolean, required: true },
    builtIn: { type: String, maxlength: 100 },
    by: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'rules' },
)
schema.index({ kind: 1, target: 1, _id: 1 })
schema.index({ builtIn: 1 }, { unique: true, partialFilterExpression: { builtIn: { $gt: '' } } })

export const Rule = mongoose.model<RuleRecord>('Rule', schema)
