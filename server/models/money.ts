import { Schema } from 'mongoose'

/** An amount in the currency's smallest unit (12490 TRY is 124.90 TL). */
export interface Money {
  amountMinor: number
  /** ISO 4217. */
  currency: string
}

/** How money lies in records: whole numbers only, so that nothing is lost in rounding. */
export const moneySchema = new Schema<Money>(
  {
    amountMinor: {
      type: Number,
      required: true,
      validate: { validator: Number.isSafeInteger, message: 'must be a whole number of minor units' },
    },
    currency: { type: String, required: true, match: /^[A-Z]{3}$/ },
  },
  { _id: false },
)
