import { sha256 } from '../../../server/lib/ids.js'
import { idText, instant } from '../loose.js'

/** Longest id of a message that is kept as it is. */
const longestId = 200

/**
 * The provider's id of a message or comment; '' when there is none. One too long to be kept is replaced by its hash, the
 * same each time, so that what it names is not lost.
 */
export function messageId(value: unknown): string {
  const tooLong = typeof value === 'string' && value.length > longestId
  return tooLong ? `sha256:${sha256(value)}` : idText(value, longestId)
}

/**
 * An instant as Meta writes them: epoch seconds, epoch milliseconds, digits as text, or ISO 8601; null for what is none
 * or lies outside this century.
 */
export function whenOf(value: unknown): Date | null {
  const at = instant(value) ?? (typeof value === 'string' ? new Date(value) : null)
  if (at === null || Number.isNaN(at.getTime())) return null
  return at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2100 ? at : null
}

/** A text without what no reader sees and no database likes. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : ''
}

/** The value when it is an absolute http or https URL, else ''. Meta's fixtures hold relative ones too. */
export function webUrl(value: unknown): string {
  return typeof value === 'string' && /^https?:\/\/[^\s/]/i.test(value) && URL.canParse(value) ? value : ''
}
