import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { IdentityRef } from '../../channel.js'
import { fields, idText, list, number, text, type Loose } from '../loose.js'

export interface Place {
  lat: number
  lon: number
  label?: string
}

/** The words of a message: its text or caption, else what stands for words in a venue, a contact, a poll or a die. */
export function wordsOf(message: Loose): string {
  const said = text(message['text']) || text(message['caption'])
  return said || venueOf(message) || contactLine(message) || pollOf(message) || diceOf(message)
}

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

function joined(parts: string[], between: string): string {
  return parts.filter((part) => part.trim() !== '').join(between)
}
