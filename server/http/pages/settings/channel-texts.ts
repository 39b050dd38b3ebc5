import type { ChannelSetup, SelfCheck, SetupField } from '../../../../channels/channel.js'
import type { Translate } from '../../../../views/helpers/translate.js'
import type { SelfCheckView } from '../../../../views/types.js'

/** The most steps that a channel's instructions may have. */
const maxSteps = 30

/** What a field is called; its name where nobody has written a text for it. */
export function fieldLabel(t: Translate, channel: string, name: string): string {
  return t(`setup.${channel}.${name}`, { defaultValue: name })
}

/** Help for a field; '' where there is none. */
export function fieldHint(t: Translate, channel: string, name: string): string {
  return t(`setup.${channel}.${name}_hint`, { defaultValue: '' })
}

export function optionLabel(t: Translate, channel: string, { name }: SetupField, option: string): string {
  return t(`setup.${channel}.${name}_options.${option}`, { defaultValue: option })
}

/** What to do at the provider, in order; texts may name `webhookUrl`. */
export function stepsOf(t: Translate, channel: string, values: { webhookUrl: string }): string[] {
  const all = Array.from({ length: maxSteps }, (_, n) =>
    t(`setup.${channel}.steps.${n}`, { ...values, defaultValue: '' }),
  )
  return all.filter((step) => step !== '')
}

/** @param checks of a self-test; what none has written a text for is told by its code */
export function presentChecks(t: Translate, checks: readonly SelfCheck[]): SelfCheckView[] {
  return checks.map(({ code, ok, detail }) => ({
    ok,
    text: t(`setup.checks.${code}`, { defaultValue: code }),
    detail,
  }))
}

/** Every text that a channel's settings page cannot do without. */
export function neededTexts(channel: string, { fields }: ChannelSetup): string[] {
  const options = fields.flatMap(({ name, options = [] }) =>
    options.map((option) => `${name}_options.${option}`),
  )
  return [...fields.map(({ name }) => name), ...options, 'steps.0'].map((name) => `setup.${channel}.${name}`)
}
