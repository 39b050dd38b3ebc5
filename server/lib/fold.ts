/**
 * One folding for every comparison and for search: Turkish dotted and dotless i meet, marks go, lower case.
 * `'İ'.toLowerCase()` is two code points and 'IŞIK'.toLowerCase() is 'işik', so bare lower-casing never matches
 * what people type; typed without Turkish letters ("sikayet") must find "şikâyet" too.
 */
export function fold(text: string): string {
  return text
    .replace(/[ıİI]/g, 'i')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** Folded words of a text (letters and digits, two characters and longer). */
export function foldedWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]{2,}/gu) ?? []
}

/** ASCII lower case for what is not human language: addresses, header names, codes. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
