/** What a category's complaint form asks beside the text; its words stand under `complaint.questions.<key>`. */
export interface FormQuestion {
  key: string
  kind: 'text' | 'date' | 'choice'
  /** Codes of a choice; their words stand under `complaint.options.<code>`. */
  options?: readonly string[]
}

/** A category's own questions, and whether a photo would show the matter. */
export interface CategoryForm {
  questions: readonly FormQuestion[]
  photo: boolean
}

const text = (key: string): FormQuestion => ({ key, kind: 'text' })
const date = (key: string): FormQuestion => ({ key, kind: 'date' })
const choice = (key: string, ...options: string[]): FormQuestion => ({ key, kind: 'choice', options })
const asks = (...questions: FormQuestion[]): CategoryForm => ({ questions, photo: false })
const asksWithPhoto = (...questions: FormQuestion[]): CategoryForm => ({ questions, photo: true })

/** By key of the category; those that are not here ask nothing of their own. */
export const categoryForms: Readonly<Record<string, CategoryForm>> = {
  delivery_late_or_missing: asks(date('promised_on'), text('tracking_says')),
  damaged_in_transit: asksWithPhoto(text('damaged_what'), choice('package_damaged', 'yes', 'no', 'unknown')),
  product_quality_not_as_expected: asksWithPhoto(text('which_product'), text('expected_what')),
  wrong_or_missing_item: asksWithPhoto(text('received_what'), text('missing_what')),
  out_of_stock: asks(text('which_product')),
  payment_method: asks(text('amount'), date('paid_on')),
  surcharge_dispute: asks(text('amount'), choice('asked_by', 'seller', 'courier', 'other')),
  off_platform_payment: asksWithPhoto(
    text('amount'),
    choice('asked_by', 'seller', 'courier', 'other'),
    choice('paid_how', 'not_paid', 'cash', 'transfer', 'link'),
  ),
  return_refund_difficulty: asks(date('returned_on'), text('refund_expected')),
  address_recipient_problem: asks(choice('courier_waiting', 'yes', 'no', 'unknown')),
  order_change_cancel: asks(text('change_what')),
  wrong_order_status: asks(text('status_says')),
  seller_or_courier_conduct: asks(choice('who_was_it', 'seller', 'courier', 'other'), date('happened_on')),
}
