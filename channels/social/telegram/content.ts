import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { IdentityRef } from '../../channel.js'
import { formLines } from '../form-lines.js'
import { fields, idText, list, number, text, type Loose } from '../loose.js'

export interface Place {
  lat: number
  lon: number
  label?: string
}

/** The words of a message: its text or caption, else what stands for words in what else was sent. */
export function wordsOf(message: Loose): string {
  const said = text(message['text']) || text(message['caption'])
  return said || standingFor.map((read) => read(message)).find((words) => words !== '') || ''
}

/** A venue, a contact, a poll, a die, a list, a form of the bot's, a bill, a laid out text; in the order of being tried. */
const standingFor = [venueOf, contactLine, pollOf, diceOf, checklistOf, formOf, invoiceOf, laidOutText]

/** Where the writer says something is; null without a location. */
export function placeOf(message: Loose): Place | null {
  const venue = fields(message['venue'])
  const { latitude, longitude } = fields(message['location'] ?? venue['location'])
  const [lat, lon] = [number(latitude), number(longitude)]
  if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  const label = venueOf(message).replace('\n', ', ')
  return { lat, lon, ...(label === '' ? {} : { label }) }
}

/**
 * The writer's own number, where they have shared their own contact: Telegram itself names whose contact it is
 * (`contact.user_id`), so somebody else's card is text and identifies nobody.
 */
export function ownPhone(message: Loose): IdentityRef[] {
  const contact = fields(message['contact'])
  const owner = idText(contact['user_id'])
  if (owner === '' || owner !== idText(fields(message['from'])['id'])) return []
  const digits = text(contact['phone_number']).replace(/\D/g, '').slice(0, 20)
  const number = parsePhoneNumberFromString(`+${digits}`)
  return number?.isValid() ? [{ type: 'phone', scope: '', value: number.number, proof: 'transport' }] : []
}

function venueOf(message: Loose): string {
  const { title, address } = fields(message['venue'])
  return joined([text(title), text(address)], '\n')
}

function contactLine(message: Loose): string {
  const contact = fields(message['contact'])
  const name = joined([text(contact['first_name']), text(contact['last_name'])], ' ')
  return joined([name, text(contact['phone_number'])], ' ')
}

function pollOf(message: Loose): string {
  const poll = fields(message['poll'])
  const options = list(poll['options']).map((option) => `- ${text(fields(option)['text'])}`)
  return text(poll['question']) === '' ? '' : [text(poll['question']), ...options].join('\n')
}

function diceOf(message: Loose): string {
  const { emoji, value } = fields(message['dice'])
  return joined([text(emoji), number(value) === null ? '' : String(number(value))], ' ')
}

function checklistOf(message: Loose): string {
  const { title, tasks } = fields(message['checklist'])
  return joined([text(title), ...list(tasks).map((task) => `- ${text(fields(task)['text'])}`)], '\n')
}

/** What the bot's own web page hands over, under the words of the button that opened it. */
function formOf(message: Loose): string {
  const { button_text: button, data } = fields(message['web_app_data'])
  return joined([text(button), ...formLines(data)], '\n')
}

function invoiceOf(message: Loose): string {
  const { title, description } = fields(message['invoice'])
  return joined([text(title), text(description)], '\n')
}

/** Longest nesting that is followed. */
const mostDeep = 12

/** The blocks of a rich message, a line for each, without their looks. */
function laidOutText(message: Loose): string {
  const lines = list(fields(message['rich_message'])['blocks']).map((block) => flat(block, mostDeep))
  return joined(lines, '\n').slice(0, 32_768)
}

function flat(part: unknown, deep: number): string {
  if (typeof part === 'string') return part
  if (deep === 0) return ''
  if (Array.isArray(part)) return part.map((one) => flat(one, deep - 1)).join('')
  const { text: own, cells, items, blocks } = fields(part)
  const rows = [...list(cells), ...list(items), ...list(blocks)].map((row) => rowOf(row, deep - 1))
  return flat(own ?? '', deep - 1) + joined(rows, '\n')
}

function rowOf(row: unknown, deep: number): string {
  return Array.isArray(row)
    ? joined(
        row.map((cell) => flat(cell, deep)),
        ' | ',
      )
    : flat(row, deep)
}

function joined(parts: string[], between: string): string {
  return parts.filter((part) => part.trim() !== '').join(between)
}
