import type { OutboundMessage } from '../../channel.js'

/** A template as the Cloud API takes it. */
export interface CloudTemplate {
  name: string
  language: { code: string }
  components?: { type: 'body'; parameters: { type: 'text'; text: string; parameter_name?: string }[] }[]
}

/**
 * An approved template by `name:language`, e.g. `kargo_gecikti:tr`. Variables with digits for names fill {{1}}, {{2}} … in
 * that order, others are filled by name.
 * @returns null when the id is not of that form
 */
export function templateOf({
  id,
  variables,
}: NonNullable<OutboundMessage['template']>): CloudTemplate | null {
  const [, name, code] = /^([a-z0-9_]{1,512}):([a-z]{2,3}(?:_[A-Za-z]{2,4})?)$/.exec(id) ?? []
  if (name === undefined || code === undefined) return null
  const parameters = Object.entries(variables)
    .sort(([a], [b]) => (isPlace(a) && isPlace(b) ? Number(a) - Number(b) : 0))
    .map(([key, text]) => ({ type: 'text' as const, text, ...(isPlace(key) ? {} : { parameter_name: key }) }))
  const components = parameters.length > 0 ? { components: [{ type: 'body' as const, parameters }] } : {}
  return { name, language: { code }, ...components }
}

const isPlace = (key: string): boolean => /^\d{1,3}$/.test(key)
