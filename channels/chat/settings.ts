import { z } from 'zod'
import { isTimeZone } from '../../server/lib/time-zone.js'
import { readHours, type WeekHours } from './hours.js'

export const identityModes = ['off', 'optional', 'required'] as const
export type IdentityMode = (typeof identityModes)[number]

/** What a site's widget asks before the conversation. */
export interface PreChat {
  on: boolean
  askOrder: boolean
  askCategory: boolean
  askRemedy: boolean
}

/** A site widget's settings, with defaults for what nobody has set. */
export interface ChatSettings {
  /** Pages that may hold the widget, each `https://host[:port]`. */
  allowedOrigins: string[]
  identity: IdentityMode
  preChat: PreChat
  /** null: always open. */
  hours: WeekHours | null
  timeZone: string
  /** How long a reply may stay unread before it goes out by mail. */
  awayMinutes: number
  greeting: { tr: string; en: string }
  /** Whether a program of the shop's answers first. */
  botOn: boolean
}

/** Source of the pattern of one allowed origin (RFC 6454 6.1): http only on the own machine. */
export const originPattern =
  '^(https://[a-z0-9.-]+(:\\d{1,5})?|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?)$'

const text = z.string().max(500).catch('')
const yes = z.boolean().catch(false)
const questions = z.object({ on: yes, askOrder: yes, askCategory: yes, askRemedy: yes }).partial().catch({})
const lines = z
  .union([z.array(z.string()), z.string().transform((all) => all.split('\n'))])
  .transform((all) => all.map((line) => line.trim()).filter(Boolean))
  .catch([])

/**
 * Reads an account's settings: nested as programs write them, or flat as the settings page keeps them (`askOrder`,
 * `greetingTr`, hours as lines). What cannot be read is as if it were not set; the settings page refuses it beforehand.
 */
export function chatSettings(settings: Readonly<Record<string, unknown>>): ChatSettings {
  const origin = new RegExp(originPattern)
  const zone = settings['timeZone']
  const preChat = settings['preChat']
  const asked = questions.parse(typeof preChat === 'object' && preChat !== null ? preChat : settings)
  const greeting = z.object({ tr: text, en: text }).partial().catch({}).parse(settings['greeting'])
  return {
    allowedOrigins: lines.parse(settings['allowedOrigins']).filter((one) => origin.test(one)),
    identity: z.enum(identityModes).catch('off').parse(settings['identity']),
    preChat: {
      on: preChat === true || asked.on === true,
      askOrder: asked.askOrder === true,
      askCategory: asked.askCategory === true,
      askRemedy: asked.askRemedy === true,
    },
    hours: readHours(settings['hours']),
    timeZone: typeof zone === 'string' && isTimeZone(zone) ? zone : 'Europe/Istanbul',
    awayMinutes: z.coerce
      .number()
      .min(0)
      .max(1_440)
      .catch(5)
      .parse(settings['awayMinutes'] ?? 5),
    greeting: {
      tr: greeting.tr ?? text.parse(settings['greetingTr'] ?? ''),
      en: greeting.en ?? text.parse(settings['greetingEn'] ?? ''),
    },
    botOn: settings['botOn'] === true,
  }
}
