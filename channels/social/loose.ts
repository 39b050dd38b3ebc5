import { ChannelRejected } from '../../server/lib/errors.js'

/** A JSON object whose keys may or may not be there. */
export type Loose = Readonly<Record<string, unknown>>

const nothing: Loose = Object.freeze({})

/**
 * A webhook body as JSON (RFC 8259, UTF-8, a byte order mark is passed over).
 * @throws ChannelRejected('payload_unreadable') for anything else
 */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (error) {
    throw new ChannelRejected('payload_unreadable', { bytes: bytes.length }, { cause: error })
  }
}

/** The fields of an object; none for everything that is not one. */
export function fields(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : nothing
}

/** The entry of a table whose keys come from outside; undefined for what every object inherits. */
export function entry(table: unknown, key: string): unknown {
  const known = fields(table)
  return Object.hasOwn(known, key) ? known[key] : undefined
}

/** The elements of an array; none for everything that is not one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** A text, '' for everything that is not one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A finite number, or null. */
export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/**
 * An identifier as text: texts as they are, numbers only where JSON has kept every digit (below 2^53); '' otherwise.
 * Longer texts than `most` are no identifiers of anybody.
 */
export function idText(value: unknown, most = 200): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : ''
  return typeof value === 'string' && value.length <= most ? value.trim() : ''
}

/** An instant from epoch seconds or milliseconds, told apart by their size, as a number or as digits; null when none. */
export function instant(value: unknown): Date | null {
  const given = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : number(value)
  if (given === null || given <= 0) return null
  const at = new Date(given < 100_000_000_000 ? given * 1_000 : given)
  return Number.isNaN(at.getTime()) ? null : at
}
