import { instant, text } from '../social/loose.js'

/** An instant as ISO 8601 with a zone, or as epoch seconds or milliseconds; null when it is neither. */
export function timeOf(given: unknown): Date | null {
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/
  if (!iso.test(text(given))) return instant(given)
  const at = new Date(text(given))
  return Number.isNaN(at.getTime()) ? null : at
}
