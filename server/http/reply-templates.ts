import { filledIn, templatesOf, type MessageTemplate } from '../../channels/whatsapp/templates.js'
import { Invalid } from '../lib/errors.js'
import { chooseRoute, replyRoutes, type RouteChoice } from '../models/messages/index.js'
import type { TicketRecord } from '../models/tickets/index.js'

/** A template with its values, and what the customer will read. */
export interface ChosenTemplate {
  text: string
  template: { id: string; variables: Record<string, string> }
}

/**
 * A template of the way's account with its variables: given by name, or read out of the template's own words in which
 * somebody has put the values in place of {{1}}.
 * @throws Invalid('template_unknown'), Invalid('template_text_changed') when the words are not the template's,
 *   Invalid('template_variables_missing', { names })
 */
export async function chosenTemplate(
  ticket: TicketRecord,
  choice: RouteChoice | undefined,
  asked: { id: string; variables?: Record<string, string> | undefined },
  text: string,
): Promise<ChosenTemplate> {
  const route = chooseRoute(await replyRoutes(ticket), choice)
  const known = route ? templatesOf(route.account.settings) : []
  const template = known.find(({ id }) => id === asked.id)
  if (!template) throw new Invalid('template_unknown', { id: asked.id })
  const variables = asked.variables ?? valuesIn(template, text)
  if (!variables) throw new Invalid('template_text_changed', { name: template.name })
  const names = template.variables.filter((name) => !isGiven(variables[name]))
  if (names.length > 0) throw new Invalid('template_variables_missing', { names: names.join(', ') })
  return { text: filledIn(template, variables), template: { id: template.id, variables } }
}

/** The values that stand in the template's words where its variables stood; null when the words are others. */
export function valuesIn({ text, variables }: MessageTemplate, written: string): Record<string, string> | null {
  const seen = new Set<string>()
  const parts = squeezed(text).split(/\{\{\s*(\w{1,60})\s*\}\}/)
  const pattern = parts.map((part, at) => (at % 2 === 0 ? literal(part) : placeOf(part, seen))).join('')
  const match = new RegExp(`^${pattern}$`, 'u').exec(squeezed(written))
  if (!match) return null
  return Object.fromEntries(variables.map((name) => [name, (match.groups?.[`v${name}`] ?? '').trim()]))
} // prettier-ignore

/** The same variable a second time stands for the same words. */
function placeOf(name: string, seen: Set<string>): string {
  if (seen.has(name)) return `\\k<v${name}>`
  seen.add(name)
  return `(?<v${name}>.{0,1000}?)`
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}

/** Providers refuse line breaks in values; in the words around them they are no difference to a reader. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function isGiven(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '' && !/^\{\{.*\}\}$/.test(value.trim())
}
