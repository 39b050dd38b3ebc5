import { doubtOf, type LinkDoubt } from './links.js'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}

/** HTML that is known to be safe; Handlebars leaves an object with toHTML as it is. */
export interface SafeHtml {
  toHTML(): string
}

export function safe(html: string): SafeHtml {
  return { toHTML: () => html }
}

/** Text as it may stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

/** Up to two letters that stand for a name; '?' for none. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => /^[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '',
  )
  return letters.join('').toLocaleUpperCase('tr') || '?'
}

/** A colour number from 0 to 7, always the same for the same text. */
export function hue(text: string): number {
  let sum = 0
  for (const sign of text) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 8191
  return sum % 8
}

/**
 * Text with its web addresses made into links that tell the far end nothing; line breaks are left to the style.
 * @param warn words for a link that is doubtful, which then stand beside it
 */
export function linkify(text: string, warn?: (doubt: LinkDoubt) => string): string {
  let html = ''
  let last = 0
  for (const found of text.matchAll(/https?:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/g)) {
    const url = escapeHtml(found[0])
    html += escapeHtml(text.slice(last, found.index))
    html += `<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">${url}</a>`
    const doubt = warn && doubtOf(found[0])
    if (doubt) html += ` <span class="link-doubt">${escapeHtml(warn(doubt))}</span>`
    last = found.index + found[0].length
  }
  return html + escapeHtml(text.slice(last))
}

/** Text for mail, where no style can be trusted to keep lines. */
export function lineBreaks(text: string): string {
  return escapeHtml(text).replace(/\r?\n/g, '<br>\n')
}

/** JSON that may stand inside a script element: `<` and the line ends JavaScript knows are escaped. */
export function scriptJson(value: unknown): string {
  const unsafe: Record<string, string> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' }
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (sign) => unsafe[sign] ?? sign)
}

/** Bytes in the unit a person would use, one digit where it matters. */
export function fileSize(bytes: number, decimal: string): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${(value < 10 ? value.toFixed(1) : value.toFixed(0)).replace('.', decimal)} ${units[unit] ?? ''}`
}
