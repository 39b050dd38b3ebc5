/**
 * Cuts a text into parts of at most `most` UTF-16 units, at the end of a paragraph, a sentence or a word, and only where
 * there is none of these in the second half of a part between characters. White space at the cuts goes.
 */
export function partsOf(text: string, most: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > most) {
    const at = cutAt(rest, most)
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

const breaks = [/\n\n/g, /\n/g, /[.!?…]["'”’)]?\s/g, /\s/g]

function cutAt(text: string, most: number): number {
  const window = text.slice(0, most + 1)
  for (const pattern of breaks) {
    const last = [...window.matchAll(pattern)].at(-1)
    const end = last ? last.index + last[0].trimEnd().length : 0
    if (end > most / 2) return end
  }
  return betweenCharacters(text, most)
}

/** Not inside a surrogate pair. */
function betweenCharacters(text: string, at: number): number {
  const before = text.charCodeAt(at - 1)
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at
}
