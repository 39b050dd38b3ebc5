import { fold } from '../../../server/lib/fold.js'

/** The line that our own mails put above the quoted conversation; whatever stands below it is old. */
export const delimiterLines = {
  tr: '## Lütfen yanıtınızı bu satırın üstüne yazın ##',
  en: '## Please write your reply above this line ##',
} as const

/** Whether a line is our delimiter, however the mail program quoted or decorated it. */
export function isDelimiter(line: string): boolean {
  if (line.length > maxLine || !line.includes('#')) return false
  const folded = fold(line)
  return delimiterCores.some((core) => folded.includes(core))
}

/** Whether from here on the writer passes on another mail: that is what they want to tell, not a quotation. */
export function isForward(line: string): boolean {
  if (line.length > 120) return false
  const core = bare(line)
  return (
    forwards.some((start) => core.startsWith(start)) && (/^[\s>]*[-–—_]{2,}/.test(line) || core.endsWith(':'))
  )
}

/** "-----Original Message-----" in its Turkish and English forms. */
export function isSeparator(line: string): boolean {
  if (line.length > 120 || !/^[\s>*]*[-–—_]/.test(line)) return false
  const core = bare(line)
  return separators.some((start) => core.startsWith(start))
}

/**
 * Where the line "… wrote:" that ends at `end` begins (mail programs wrap it), or -1 when it is none.
 * A sentence of the writer's own that ends so stays: a date with its year, or an address, has to be in it.
 */
export function attributionStart(lines: readonly string[], end: number): number {
  const last = (lines[end] ?? '').trimEnd()
  if (last.length > maxLine || !last.endsWith(':')) return -1
  const kind = kindOf(fold(last))
  if (!kind) return -1
  let block = ''
  for (let start = end; start >= Math.max(0, end - 3); start--) {
    const line = (lines[start] ?? '').replace(/^[\s>]+/, '')
    if (line.trim() === '' || line.length > maxLine) return -1
    block = `${line} ${block}`
    if (isWhole(kind, block)) return line.startsWith('<') && isNameLine(lines[start - 1]) ? start - 1 : start
  }
  return -1
}

/**
 * Whether a block of mail fields ("Kimden: … Tarih: … Konu: …") begins at this line: a From field, two others, and an
 * address or a time of day among them. Flower orders have "Gönderen: … Alıcı: …" too, without either.
 */
export function isFieldBlock(lines: readonly string[], start: number): boolean {
  if (!fieldKey(lines[start])) return false
  const keys = new Set<string>()
  let block = ''
  for (const line of lines.slice(start, start + 9)) {
    if (line.replace(/[\s>]/g, '') === '' && keys.size > 0) break
    const key = fieldKey(line)
    if (key) keys.add(key)
    block += `${line.slice(0, maxLine)}\n`
  }
  return keys.has('from') && keys.size >= 3 && (block.includes('@') || /\b\d{1,2}[:.]\d{2}\b/.test(block))
}

const maxLine = 1_000
const delimiterCores = Object.values(delimiterLines).map((line) => fold(line.replace(/#/g, '').trim()))
const forwards = [
  'forwarded message',
  'begin forwarded message',
  'iletilen ileti',
  'iletilen mesaj',
  'iletilmis mesaj',
  'iletilmis ileti',
  'yonlendirilen ileti',
  'yonlendirilen mesaj',
  'ileti baslangici',
]
const separators = [
  'original message',
  'original appointment',
  'reply message',
  'ozgun ileti',
  'ozgun mesaj',
  'orijinal ileti',
  'orijinal mesaj',
  'orjinal mesaj',
  'asil mesaj',
  'ursprungliche nachricht',
]

const fieldKeys: Record<string, string> = {
  from: 'from', kimden: 'from', gonderen: 'from', von: 'from',
  sent: 'date', date: 'date', tarih: 'date', gonderildi: 'date', gonderilen: 'date', 'gonderilme tarihi': 'date', 'gonderme tarihi': 'date', 'gonderim tarihi': 'date', gesendet: 'date', datum: 'date',
  to: 'to', kime: 'to', alici: 'to', an: 'to',
  cc: 'cc', bilgi: 'cc', bcc: 'cc', gizli: 'cc',
  subject: 'subject', konu: 'subject', betreff: 'subject',
} // prettier-ignore

function fieldKey(line: string | undefined): string | undefined {
  const key = /^[\s>*_]{0,20}([\p{L}][\p{L}\p{M} ]{1,24}?)[\s*_]{0,4}:/u.exec(line ?? '')?.[1]
  return key === undefined ? undefined : fieldKeys[fold(key)]
}

type Kind = 'tr' | 'on' | 'neutral'

function kindOf(folded: string): Kind | null {
  if (/yazdi(?: ?\([^()]{0,80}\))?\s?:$/.test(folded)) return 'tr'
  if (/(?:wrote|writes)\s?:$/.test(folded)) return 'on'
  if (/(?:schrieb|a ecrit|escribio|ha scritto|schreef|skrev|napisal\(a\)|napisal)\s?:$/.test(folded))
    return 'neutral'
  return /[>\])]\s?:$/.test(folded) ? 'neutral' : null
}

function isWhole(kind: Kind, block: string): boolean {
  const dated = hasDate(block)
  const addressed = /\S@\S/.test(block)
  if (kind === 'tr')
    return addressed ? dated || /<\S{1,320}>/.test(block) : dated && fold(block).includes('tarihinde')
  if (kind === 'on') return /^on\b/i.test(block) ? dated || addressed : dated && addressed
  return dated && addressed
}

/** A date with its year, in figures or with a month's name. */
function hasDate(text: string): boolean {
  return /\b(?:19|20)\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b/.test(text)
}

/** The name above an address that was wrapped onto the next line: short, and no sentence. */
function isNameLine(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== '' && line.length <= 60 && !/[.!?:;]\s*$/.test(line)
}

function bare(line: string): string {
  return fold(line.replace(/^[\s>*_\-–—]+/, '').replace(/[\s*_\-–—]+$/, ''))
}
