/** A message that WhatsApp approved beforehand and that may be sent at any time. */
export interface MessageTemplate {
  /** Twilio's ContentSid (HX…), or Meta's `name:language`. */
  id: string
  name: string
  /** Its wording, with its variables as {{1}}. */
  text: string
  /** The names of its variables, in the order they first stand in the text. */
  variables: string[]
}

/** One template in a line of the settings: `id | name | text`. */
export const templateLine = '^[^|\\s]{1,200} *\\| *[^|\\s][^|]{0,120}\\| *[^\\s].{0,1600}$'

/**
 * The templates of an account, read from `settings.templates`: lines, a list of lines, or a list of objects. What is
 * none of these is left out.
 */
export function templatesOf(settings: Readonly<Record<string, unknown>>): MessageTemplate[] {
  const given = settings['templates']
  const list: unknown[] = typeof given === 'string' ? given.split('\n') : Array.isArray(given) ? given : []
  return list.flatMap((one) => templateIn(one) ?? [])
}

/** The wording with the variables filled in, as the customer reads it; what has no value stays as {{1}}. */
export function filledIn({ text }: MessageTemplate, values: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole)) // prettier-ignore
}

const variable = /\{\{\s*(\w{1,60})\s*\}\}/g

function templateIn(given: unknown): MessageTemplate | null {
  const { id, name, text } = typeof given === 'string' ? fromLine(given) : fromObject(given)
  if (!id || !name || !text) return null
  return { id, name, text, variables: [...new Set([...text.matchAll(variable)].map((found) => found[1] ?? ''))] } // prettier-ignore
}

type Parts = Partial<Pick<MessageTemplate, 'id' | 'name' | 'text'>>

function fromLine(line: string): Parts {
  const [id = '', name = '', ...text] = line.split('|')
  return { id: id.trim(), name: name.trim(), text: text.join('|').trim() }
}

function fromObject(given: unknown): Parts {
  const { id, name, text } = (given ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string' || typeof text !== 'string') return {}
  return { id, name, text }
}
