/**
 * Why the product chose a category or a priority: a stable code (words for people are looked up by it in
 * views/locales) and the words or facts that carried the choice, for the agent to see.
 */
export interface Because {
  code: BecauseCode
  /** At most 200 characters: a term as the rule's author typed it, a figure, or a key. */
  detail: string
}

export const becauseCodes = [
  'rule_phrase',
  'rule_word',
  'rule_stem',
  'category_default',
  'low_rating',
  'repeat_contacts',
  'segment',
  /** The writer chose it on a form. */
  'asked',
  /** Why a message of another channel joined a ticket. */
  'same_order',
  'same_category',
  'only_open_matter',
  'address_unproven',
  /** Why two people were taken for one. */
  'signed_by_shop',
  'answered_our_mail',
  'code_confirmed',
  'same_phone',
  'same_email',
  /** The number on parcels that somebody ordered for themselves. */
  'order_phone',
  /** Why a call would do better than another message. */
  'many_rounds',
  'silent_after_question',
  'person',
] as const
export type BecauseCode = (typeof becauseCodes)[number]
