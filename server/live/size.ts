import type { Push } from '../../views/types.js'

/** A push is at most this long, as JSON in UTF-8: what is longer is fetched when somebody opens it. */
export const mostBytes = 2_000

/** The beginning of a text that takes at most so many bytes as JSON; never half a character. */
export function cut(text: string, bytes: number): { text: string; truncated: boolean } {
  if (bytesOf(text) <= bytes) return { text, truncated: false }
  let kept = ''
  let size = 0
  for (const char of text) {
    size += bytesOf(char) - 2
    if (size > bytes - 5) break
    kept += char
  }
  return { text: `${kept}…`, truncated: true }
}

/** A push that is still too long loses its view, after that its message: the reader then asks for what it missed. */
export function fitted(push: Push): Push {
  if (bytesOf(push) <= mostBytes) return push
  const shorter = withoutLists(push)
  if (bytesOf(shorter) <= mostBytes) return shorter
  const bare: Push = { ticket: push.ticket, seq: push.seq, event: push.event }
  return bytesOf(bare) <= mostBytes ? bare : { ...bare, event: { ...bare.event, message: undefined } }
}

/** Reasons and attachments may be many; the first few are enough for a live line. */
function withoutLists(push: Push): Push {
  const view = push.view as Record<string, unknown>
  const shorter = Object.entries(view).map(([key, value]) => [key, shorten(value)] as const)
  return { ...push, view: Object.fromEntries(shorter) }
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, 400).text
  return Array.isArray(value) ? value.slice(0, 2) : value
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
