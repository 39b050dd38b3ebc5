import type { Request } from 'express'
import type { SetupField } from '../../../../channels/channel.js'
import type { Translate } from '../../../../views/helpers/translate.js'
import type { ChannelFieldView, FieldFault, OwnSecretView } from '../../../../views/types.js'
import { Invalid } from '../../../lib/errors.js'
import type { ChannelAccountRecord } from '../../../models/channel-accounts/index.js'
import type { AccountFault } from '../../routes/account-fields.js'
import { ownSecret } from '../../routes/account-secrets.js'
import { faultOf, textOf } from '../page.js'
import { fieldHint, fieldLabel, optionLabel } from './channel-texts.js'

/** Inputs of a channel's own stand apart from those that every account has. */
const inputOf = (name: string): string => `setup-${name}`

/** The fields a person fills in: secrets of our own making are not typed. */
export function typedFields(fields: readonly SetupField[]): SetupField[] {
  return fields.filter(({ in: place, name }) => place !== 'secrets' || ownSecret(name) === null)
}

/** What a form holds of each field: as typed, else as stored. */
export type FieldTexts = Record<string, string>

export function storedTexts(
  fields: readonly SetupField[],
  { addresses, settings }: Pick<ChannelAccountRecord, 'addresses' | 'settings'>,
): FieldTexts {
  return Object.fromEntries(
    typedFields(fields).map((field) => [
      field.name,
      textIn(field.in === 'addresses' ? addresses : settings[field.name]),
    ]),
  )
}

export function typedTexts(req: Request, fields: readonly SetupField[]): FieldTexts {
  return Object.fromEntries(typedFields(fields).map(({ name }) => [name, textOf(req, inputOf(name)).trim()]))
}

/** What a form says, as the API takes it; an empty secret is not said, so that the stored one stays. */
export function givenOf(fields: readonly SetupField[], texts: FieldTexts) {
  const typed = typedFields(fields)
  const of = (place: SetupField['in']) => typed.filter((field) => field.in === place)
  return {
    addresses: of('addresses').flatMap(({ name }) => linesOf(texts[name])),
    settings: Object.fromEntries(of('settings').map((field) => [field.name, valueOf(field, texts[field.name])])),
    secrets: Object.fromEntries(of('secrets').map(({ name }) => [name, texts[name] ?? '']).filter(([, value]) => value !== '')) as Record<string, string>,
  }
} // prettier-ignore

export function presentFields(
  t: Translate,
  channel: string,
  fields: readonly SetupField[],
  texts: FieldTexts,
  stored: Record<string, string>,
): ChannelFieldView[] {
  return typedFields(fields).map((field) => {
    const { name, options = [], required } = field
    const isStored = field.in === 'secrets' && stored[name] !== undefined
    const value = texts[name] ?? ''
    return {
      name: inputOf(name),
      label: fieldLabel(t, channel, name),
      hint: fieldHint(t, channel, name),
      kind: kindOf(field),
      required: required && !isStored,
      value: field.in === 'secrets' ? '' : value,
      on: value !== '',
      choices: ['', ...options].map((option) => ({
        value: option,
        label: option === '' ? t('channel_settings.unset') : optionLabel(t, channel, field, option),
        chosen: option === value,
      })),
      stored: isStored,
    }
  })
}

/**
 * Secrets we made, as far as they may be seen: what is told once is not there any more.
 * @param reveal opens a stored secret; '' without one
 */
export function presentOwnSecrets(
  t: Translate,
  channel: string,
  fields: readonly SetupField[],
  reveal: (name: string) => string,
): OwnSecretView[] {
  return fields
    .filter(({ in: place, name }) => place === 'secrets' && ['shown', 'once'].includes(ownSecret(name) ?? ''))
    .map(({ name }) => ({
      name,
      label: fieldLabel(t, channel, name),
      value: ownSecret(name) === 'shown' ? reveal(name) : '',
    }))
}

/** Faults of a refusal, each at its input. */
export function formFaults(error: unknown, fields: readonly SetupField[]): FieldFault[] {
  if (error instanceof Invalid && error.code === 'channel_account_invalid') {
    const all = error.details['fields'] as AccountFault[]
    return all.map(({ field, code }) => ({ field: inputOf(field), code }))
  }
  const ours = fields.find((field) => field.in === 'addresses')
  const fault = faultOf(error)
  const atAddresses = ['address_invalid', 'number_not_international', 'origin_invalid', 'channel_address_taken']
  return ours && atAddresses.includes(fault.code) ? [{ ...fault, field: inputOf(ours.name) }] : [fault]
} // prettier-ignore

function kindOf({ in: place, kind }: SetupField): ChannelFieldView['kind'] {
  if (place === 'secrets') return 'secret'
  return place === 'addresses' && kind === 'text' ? 'text' : kind
}

function valueOf({ kind }: SetupField, text = ''): unknown {
  if (kind === 'switch') return text !== ''
  return kind === 'lines' ? linesOf(text) : text
}

function linesOf(text = ''): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
}

function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join('\n')
  if (typeof value === 'boolean') return value ? 'on' : ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
