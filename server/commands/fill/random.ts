/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, a public-domain generator of 32 bits). */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number from `low` to `high`, both possible. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}

export function oneOf<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}

const onsets = [
  'b',
  'c',
  'ç',
  'd',
  'f',
  'g',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'ş',
  't',
  'v',
  'y',
  'z',
  '',
] as const
const back = ['a', 'ı', 'o', 'u'] as const
const front = ['e', 'i', 'ö', 'ü'] as const
const codas = ['', '', '', 'n', 'r', 'l', 'k', 'm', 's', 't'] as const

/** Invented words that look Turkish (vowel harmony), the most frequent first. */
export function vocabulary(size: number): string[] {
  const random = seeded(42)
  const words = new Set<string>()
  while (words.size < size) words.add(word(random))
  return [...words]
}

function word(random: Random): string {
  const vowels = random() < 0.5 ? back : front
  return Array.from(
    { length: between(random, 1, 4) },
    () => oneOf(random, onsets) + oneOf(random, vowels) + oneOf(random, codas),
  ).join('')
}

/** A word by Zipf's law: the n-th is about n times rarer than the first. */
export function zipfian(random: Random, words: readonly string[]): string {
  return words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? ''
}
