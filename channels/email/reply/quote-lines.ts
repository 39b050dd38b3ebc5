import { fold } from '../../../server/lib/fold.js'
import { attributionStart, isDelimiter, isFieldBlock, isForward, isSeparator } from './quote-headers.js'

export interface SplitText {
  reply: string
  quoted: string
}

const maxChars = 64 * 1024
const maxLines = 2_000

/**
 * Parts plain text into what is new and what is quoted, in one pass over at most 64 KB and 2,000 lines; what lies
 * behind belongs to whichever side the text was on there.
 */
export function splitQuotedText(text: string): SplitText {
  const all = text.slice(0, maxChars).split('\n')
  const lines = all.slice(0, maxLines)
  const rest = text.slice(lines.join('\n').length)
  const delimiter = lines.findIndex(isDelimiter)
  const scope = delimiter < 0 ? lines : lines.slice(0, delimiter)
  const { kept, dropped, open } = sort(scope)
  if (delimiter >= 0) dropped.push(...lines.slice(delimiter))
  popMobileSignature(kept, dropped)
  const ended = delimiter >= 0 || !open
  const reply = trimBlank(kept.join('\n') + (ended ? '' : rest))
  return { reply, quoted: trimBlank(dropped.join('\n') + (ended ? rest : '')) }
}

interface Sorted {
  kept: string[]
  dropped: string[]
  /** Whether the writer's own text goes on at the end. */
  open: boolean
}

function sort(lines: string[]): Sorted {
  const kept: string[] = []
  const dropped: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (isForward(line)) return { kept: [...kept, ...lines.slice(i)], dropped, open: true }
    if (endsHere(lines, i)) return cut(kept, dropped, lines, i)
    const start = attributionStart(lines, i)
    if (start >= 0) {
      const lead = i - start
      kept.splice(Math.max(0, kept.length - lead))
      if (!isQuote(lines[nextFilled(lines, i + 1)])) return cut(kept, dropped, lines, start)
      dropped.push(...lines.slice(start, i + 1))
    } else if (isQuote(line)) dropped.push(line)
    else kept.push(line)
  }
  return { kept, dropped, open: true }
}

/** From this line to the end nothing is the writer's own: old mail, or the signature (RFC 3676 section 4.3). */
function endsHere(lines: string[], i: number): boolean {
  const line = lines[i] ?? ''
  return isSeparator(line) || isFieldBlock(lines, i) || /^-- ?$/.test(line)
}

function cut(kept: string[], dropped: string[], lines: string[], at: number): Sorted {
  while (/^[\s*]*[_-]{5,}[\s*]*$/.test(kept.at(-1) ?? '')) dropped.push(kept.pop() ?? '')
  return { kept, dropped: [...dropped, ...lines.slice(at)], open: false }
}

function isQuote(line: string | undefined): boolean {
  return line !== undefined && /^\s{0,3}>/.test(line)
}

function nextFilled(lines: string[], from: number): number {
  let at = from
  while (at < lines.length && (lines[at] ?? '').trim() === '') at++
  return at
}

/** "Sent from my iPhone" says nothing; only as the last line. */
function popMobileSignature(kept: string[], dropped: string[]): void {
  let last = kept.length - 1
  while (last > 0 && (kept[last] ?? '').trim() === '') last--
  const line = kept[last] ?? ''
  if (last < 1 || line.length > 120) return
  const folded = fold(line.trim())
  if (!mobileSignatures.some((pattern) => pattern.test(folded))) return
  dropped.unshift(...kept.splice(last))
}

const mobileSignatures = [
  /^sent from (?:my|outlook|yahoo|mail|samsung)\b/,
  /^get outlook for \S{2,10}/,
  /^(?:\S{1,20}['’]?u?mdan|\S{1,20}['’]?i?mden|(?:\S{1,20} ){0,3}cihazimdan|(?:\S{1,20} ){0,4}telefonumdan) gonderildi\.?$/,
  /^(?:android|ios) icin outlook['’]u (?:edinin|alin|indirin)/,
]

function trimBlank(text: string): string {
  return text.replace(/^(?:[ \t\r]*\n)+/, '').trimEnd()
}
