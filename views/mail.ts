import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { helpers } from './helpers.js'
import { compileOptions, helperEnv, template, viewsFolder } from './templates.js'
import type { Locale } from './types.js'

/** Every mail the product writes. Only what goes on in a talk (reply, chat-unread, chat-transcript) carries words of people. */
export interface MailViews {
  /** `account` is the shown name of the account that was written to; `statusUrl` opens the customer's page, '' for none. */
  acknowledgement: { number: number; account: string; statusUrl: string }
  /** `statusUrl` as above. */
  'status-link': { number: number; account: string; statusUrl: string }
  /** `subject` as the thread has it; `text` as the agent wrote it. */
  reply: { number: number; account: string; agent: string; subject: string; text: string; statusUrl: string }
  /** `expiresAt` ISO 8601. */
  invitation: { name: string; by: string; url: string; expiresAt: string; timeZone: string }
  /** `pageUrl` is where the chat is open, '' when that is not known; `at` ISO 8601. */
  'chat-unread': ChatLines & { pageUrl: string }
  'chat-transcript': ChatLines
  /** A one-time code; `minutes` it is good for. */
  code: { account: string; code: string; minutes: number }
  /** `statusUrl` opens the ticket's page. */
  'chat-offline': { number: number; account: string; statusUrl: string }
}

/** What was said in a chat; `at` ISO 8601. */
interface ChatLines {
  number: number
  account: string
  said: { name: string; at: string; text: string }[]
  timeZone: string
}

export interface RenderedMail {
  subject: string
  text: string
  html: string
}

const plain = new Map<string, Handlebars.TemplateDelegate>()

/**
 * A mail in one language, as text and as HTML of the same words.
 * What can be answered begins with the line above which people are asked to write; replies are cut there.
 */
export function renderMail<N extends keyof MailViews>(
  name: N,
  view: MailViews[N],
  locale: Locale,
): RenderedMail {
  const timeZone = 'timeZone' in view ? view.timeZone : 'UTC'
  const env = helperEnv({ locale, timeZone, theme: 'light', assets: {} })
  const data = { env }
  // Only a reply goes on in the thread's own subject; the others never carry a customer's words.
  const subject =
    name === 'reply' ? (view as MailViews['reply']).subject : env.t(`mail.${name}.subject`, { ...view })
  const body = template(`mail/${name}.html`)(view, { data })
  const html = template('layouts/plain')({ subject, body }, { data })
  return { subject, text: `${plainTemplate(name)(view, { data }).trim()}\n`, html }
}

/** The line above which a reply is written, in a language. */
export function delimiterLine(locale: Locale): string {
  return helperEnv({ locale, timeZone: 'UTC', theme: 'light', assets: {} }).t('mail.delimiter')
}

/** Text is not HTML: nothing is escaped in it. */
function plainTemplate(name: string): Handlebars.TemplateDelegate {
  const known = plain.get(name)
  if (known) return known
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers as unknown as Handlebars.HelperDeclareSpec)
  const source = readFileSync(join(viewsFolder, 'mail', `${name}.text.hbs`), 'utf8')
  const fresh = handlebars.compile(source, { ...compileOptions, noEscape: true })
  plain.set(name, fresh)
  return fresh
}
