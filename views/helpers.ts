import { formatDate, formatMoney, formatNumber, formatRelative, type DateStyle } from './helpers/dates.js'
import { iconByCode, iconSvg } from './helpers/icons.js'
import { fileSize, hue, initials, lineBreaks, linkify, safe, scriptJson } from './helpers/text.js'
import type { Translate } from './helpers/translate.js'
import type { FieldFault, Localised, Money, RenderEnv } from './types/common.js'
import type { EventView } from './types/tickets.js'

/** What helpers read of `@env`: the same on the server and in the browser, nothing from the machine. */
export interface HelperEnv extends RenderEnv {
  /** ISO 8601. */
  now: string
  t: Translate
}

/** The last argument that Handlebars gives to a helper. */
export interface HelperOptions {
  hash: Record<string, unknown>
  data: { env: HelperEnv }
}

const env = (options: HelperOptions): HelperEnv => options.data.env

/** Every helper that templates may call; another name does not compile. */
export const helpers = {
  /** Text by key: `{{t 'tickets.count' count=3}}`. */
  t: (key: string, options: HelperOptions) => env(options).t(key, options.hash),
  /** Text by a key whose last part is a code: `{{tc 'status' status}}`. */
  tc: (prefix: string, code: string, options: HelperOptions) =>
    env(options).t(`${prefix}.${code}`, { defaultValue: code, ...options.hash }),
  /** Text for an error code, with the error's details in it. */
  error: (code: string, details: unknown, options: HelperOptions) =>
    errorText(env(options).t, code, plainDetails(details)),
  /** Text for a domain event with its codes made into words. */
  event: (name: string, details: EventView['details'], by: string, options: HelperOptions) =>
    eventText(env(options), name, details, by),
  /** Why a category or priority was chosen; a rule's sign for "any ending" is not a word of the customer's. */
  because: (code: string, detail: string, options: HelperOptions) =>
    env(options).t(`because.${code}`, { detail: detail.replaceAll('*', ''), defaultValue: code }),
  /** Why a delivery went wrong: a class of ours or the far end's number. */
  reason: (code: string, options: HelperOptions) =>
    env(options).t(`reasons.${code}`, { defaultValue: env(options).t(`errors.${code}`, { defaultValue: env(options).t('reasons.other', { code }) }) }),
  /** Text with values of an object: `{{fill 'flash' code details}}`. */
  fill: (prefix: string, code: string, details: unknown, options: HelperOptions) =>
    env(options).t(`${prefix}.${code}`, { ...plainDetails(details), defaultValue: code }),
  date: (iso: string, style: DateStyle, options: HelperOptions) =>
    formatDate(iso, style, env(options).locale, env(options).timeZone),
  relative: (iso: string, options: HelperOptions) => relativeText(iso, env(options)),
  money: (money: Money, options: HelperOptions) =>
    formatMoney(money.amountMinor, money.currency, env(options).locale),
  figure: (value: number, options: HelperOptions) => formatNumber(value, env(options).locale),
  localised: (name: Localised, options: HelperOptions) => name[env(options).locale],
  size: (bytes: number, options: HelperOptions) => fileSize(bytes, env(options).locale === 'tr' ? ',' : '.'),
  icon: (name: string, options: HelperOptions) => safe(iconSvg(name, asset(options, 'icons.svg'))),
  iconFor: (kind: string, code: string, options: HelperOptions) =>
    safe(iconSvg(iconByCode(kind, code), asset(options, 'icons.svg'))),
  asset: (name: string, options: HelperOptions) => asset(options, name),
  json: (value: unknown) => safe(scriptJson(value)),
  /** Text with links; a doubtful one says so beside it. */
  linked: (text: string, options: HelperOptions) =>
    safe(linkify(text, ({ code, host }) => env(options).t(`links.${code}`, { host }))),
  lines: (text: string) => safe(lineBreaks(text)),
  initials: (name: string) => initials(name),
  hue: (text: string) => hue(text),
  eq: (a: unknown, b: unknown) => a === b,
  and: (...args: unknown[]) => args.slice(0, -1).every(truthy),
  or: (...args: unknown[]) => args.slice(0, -1).some(truthy),
  /** Whether a list has more than one entry. */
  many: (list: readonly unknown[]) => list.length > 1,
  not: (value: unknown) => !truthy(value),
  concat: (...args: unknown[]) => args.slice(0, -1).join(''),
  /** The fault of a field, or undefined: `{{#with (fault faults 'email')}}`. */
  fault: (faults: FieldFault[], field: string) => faults.find((one) => one.field === field),
} // prettier-ignore

/** A text for people from an error code; what has no text of its own still gets an honest one. */
export function errorText(t: Translate, code: string, details: Record<string, unknown> = {}): string {
  return t(`errors.${code}`, { ...details, defaultValue: t('errors.other', { code }) })
}

function eventText(
  { t, locale }: HelperEnv,
  name: string,
  details: EventView['details'],
  by: string,
): string {
  const words: Record<string, string> = { by: by || t('events.nobody') }
  for (const [key, value] of Object.entries(details)) {
    if (typeof value === 'string') words[key] = value
    else words[key] = 'code' in value ? t(`codes.${value.code}`, { defaultValue: value.code }) : value[locale]
  }
  return t(`events.${name}`, { ...words, defaultValue: name })
}

function relativeText(iso: string, { now, locale, timeZone, t }: HelperEnv): string {
  const words = {
    now: t('time.now'),
    yesterday: t('time.yesterday'),
    minutes: (n: number) => t('time.minutes', { n }),
  }
  return formatRelative(iso, now, locale, timeZone, words)
}

function asset(options: HelperOptions, name: string): string {
  const url = env(options).assets[name]
  if (url === undefined) throw new Error(`no asset ${name}`)
  return url
}

function plainDetails(details: unknown): Record<string, unknown> {
  return typeof details === 'object' && details !== null ? { ...details } : {}
}

/** As Handlebars' own `if`: an empty list is no. */
function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
