import type { SetupField } from '../../../channels/channel.js'

/** What is given for the fields of an account, as API and forms have it. */
export interface GivenFields {
  addresses?: readonly string[] | undefined
  /** null takes a setting away. */
  settings?: Record<string, unknown> | undefined
  /** '' takes a secret away. */
  secrets?: Record<string, string> | undefined
}

export interface AccountFault {
  field: string
  code: 'field_required' | 'field_invalid' | 'field_unknown'
}

/** What an account has by itself: a field that is stored needs not be given again. */
export interface StoredFields {
  addresses: readonly string[]
  settings: Record<string, unknown>
  secrets: Record<string, string>
}

const maxText = 2_000
const maxLines = 200

/** Everything that is wrong with what is given, field by field; empty when an account may be like that. */
export function faultsOf(
  fields: readonly SetupField[],
  given: GivenFields,
  stored: StoredFields | null,
): AccountFault[] {
  const wrong = fields.filter((field) => !isAcceptable(field, valueOf(field, given)))
  const missing = fields.filter((field) => field.required && isEmpty(valueOf(field, merged(given, stored))))
  const faults = [
    ...unknownNames(fields, given).map((field) => ({ field, code: 'field_unknown' as const })),
    ...missing.map(({ name }) => ({ field: name, code: 'field_required' as const })),
    ...wrong.map(({ name }) => ({ field: name, code: 'field_invalid' as const })),
  ]
  return faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index)
}

/** Settings with the given ones laid over the stored ones; those taken away are gone. */
export function mergedSettings(
  stored: Record<string, unknown>,
  given: Record<string, unknown> = {},
): Record<string, unknown> {
  const all = Object.entries({ ...stored, ...given })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== '' && value !== undefined))
}

function merged(given: GivenFields, stored: StoredFields | null): GivenFields {
  return {
    addresses: given.addresses ?? stored?.addresses ?? [],
    settings: mergedSettings(stored?.settings ?? {}, given.settings),
    secrets: { ...stored?.secrets, ...given.secrets },
  }
}

function unknownNames(fields: readonly SetupField[], { settings = {}, secrets = {} }: GivenFields): string[] {
  const known = (place: SetupField['in']) =>
    new Set(fields.filter((one) => one.in === place).map(({ name }) => name))
  const [ofSettings, ofSecrets] = [known('settings'), known('secrets')]
  return [
    ...Object.keys(settings).filter((name) => !ofSettings.has(name)),
    ...Object.keys(secrets).filter((name) => !ofSecrets.has(name)),
  ]
}

function valueOf({ name, in: place }: SetupField, given: GivenFields): unknown {
  return place === 'addresses' ? given.addresses : given[place]?.[name]
}

/** Nothing is always acceptable; whether it may be missing is another question. */
function isAcceptable(field: SetupField, value: unknown): boolean {
  if (isEmpty(value)) return true
  if (field.kind === 'switch') return typeof value === 'boolean'
  if (field.kind === 'lines' || field.in === 'addresses') return areLines(field, value)
  if (field.kind === 'select') return typeof value === 'string' && (field.options ?? []).includes(value)
  return isText(field, value)
}

function areLines(field: SetupField, value: unknown): boolean {
  return Array.isArray(value) && value.length <= maxLines && value.every((line) => isText(field, line))
}

function isText({ pattern }: SetupField, value: unknown): boolean {
  if (typeof value !== 'string' || value.length > maxText) return false
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
