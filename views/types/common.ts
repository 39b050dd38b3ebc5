/** What every page and partial may rely on. Times in views are ISO 8601 strings, words are codes: text is made in templates. */
export type Locale = 'tr' | 'en'
export type Theme = 'light' | 'dark' | 'auto'

/** A name that is kept in both languages. */
export interface Localised {
  tr: string
  en: string
}

export interface Money {
  amountMinor: number
  currency: string
}

export interface PersonRef {
  id: string
  name: string
}

/** What rendering needs beside the view. `assets` maps logical names (inbox.js) to URLs. */
export interface RenderEnv {
  locale: Locale
  timeZone: string
  theme: Theme
  assets: Readonly<Record<string, string>>
  nonce?: string
}

/** A fault of one field, or of the whole form when `field` is ''. The text is looked up by code. */
export interface FieldFault {
  field: string
  code: string
  details?: Record<string, unknown>
}

/** A form as it was sent: what was typed stays, faults say what to mend. */
export interface FormView<Values> {
  values: Values
  faults: FieldFault[]
}

/** A choice in a select or a group of boxes; the label is already in the reader's language or a name. */
export interface Choice {
  value: string
  label: string
  chosen: boolean
}

export type RoleKey = 'admin' | 'manager' | 'mediator' | 'agent'

export interface FlashView {
  kind: 'success' | 'danger' | 'warning' | 'info'
  /** Looked up under `flash.`. */
  code: string
  details?: Record<string, unknown>
}

/** What stands around every page of a signed-in person. */
export interface ChromeView {
  me: PersonRef & { email: string; role: RoleKey }
  section: 'inbox' | 'outbox' | 'settings'
  /** False while no SMTP server is set: mail is kept, not sent. */
  mailConfigured: boolean
  flash: FlashView | null
  /** What stands in the search box. */
  search: string
}

export interface AppPage {
  chrome: ChromeView
  /** The document's title; without it the page's own (`titles.`). */
  title?: string
}
