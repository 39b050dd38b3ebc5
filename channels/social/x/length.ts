/** What a public post may weigh. */
export const maxPost = 280

/**
 * The weight of a post as X counts it: a link weighs 23, letters of the Latin, Greek, Cyrillic, Arabic and like scripts
 * and common punctuation 1, everything else (Chinese, emoji) 2 (docs.x.com, "Counting characters").
 */
export function postWeight(text: string): number {
  const links = text.match(/https?:\/\/\S+/g) ?? []
  const rest = text.replace(/https?:\/\/\S+/g, '').normalize('NFC')
  return Array.from(rest).reduce(
    (sum, character) => sum + weightOf(character.codePointAt(0) ?? 0),
    links.length * 23,
  )
}

function weightOf(code: number): number {
  const light =
    code <= 4_351 ||
    (code >= 8_192 && code <= 8_205) ||
    (code >= 8_208 && code <= 8_223) ||
    (code >= 8_242 && code <= 8_247)
  return light ? 1 : 2
}
