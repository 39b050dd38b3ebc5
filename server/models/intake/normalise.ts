import { after, now, hours } from '../../lib/clock.js'
import { foldedWords } from '../../lib/fold.js'
import type { InboundMessage } from './message-shapes.js'

/** A message made ready for judging: bounded, without control characters, with its language and order numbers. */
export interface NormalMessage {
  text: string
  fullText: string
  subject: string
  senderName: string
  language: 'tr' | 'en' | null
  /** What looks like an order number, for linking; who may see the order is decided elsewhere. */
  orderNumbers: string[]
  at: Date
}

const maxText = 100_000

/** Pure: the same message gives the same result, whenever it is replayed. */
export function normalise(message: InboundMessage): NormalMessage {
  const text = clean(message.text).slice(0, maxText)
  const subject = clean(message.subject).replace(/\s+/g, ' ').trim().slice(0, 500)
  return {
    text,
    fullText: clean(message.fullText).slice(0, maxText),
    subject,
    senderName: clean(message.senderName).replace(/\s+/g, ' ').trim().slice(0, 200),
    language: languageOf(`${subject} ${text}`),
    orderNumbers: orderNumbersOf(message, `${subject}\n${text}`),
    at: plausibleTime(message),
  }
}

/** NUL and other controls break MongoDB, logs and pages; line breaks and tabs stay. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029]/g, '')
}

/** A Date header from the future would keep a ticket on top for ever. */
function plausibleTime(message: InboundMessage): Date {
  const latest = after(hours(1), now())
  return message.sentAt && message.sentAt <= latest ? message.sentAt : message.receivedAt
}

const turkish = new Set('bir ve bu için ile ama çok daha gibi değil var yok ben siz sipariş kargo iade lütfen merhaba teşekkürler ürün geldi gelmedi istiyorum nasıl neden hala hâlâ mi mı'.split(' ').flatMap(foldedWords)) // prettier-ignore
const english = new Set('the and is are was not you have has my your order please hello thanks with for this that delivery refund it we would like when why still'.split(' ')) // prettier-ignore

/** Turkish letters or the more frequent stop words; null when there is nothing to go by. */
export function languageOf(text: string): 'tr' | 'en' | null {
  const sample = text.slice(0, 2_000)
  const words = foldedWords(sample)
  const marks = (sample.match(/[ğşıİçöüĞŞÇÖÜ]/g) ?? []).length
  const tr = words.filter((word) => turkish.has(word)).length + marks
  const en = words.filter((word) => english.has(word)).length
  if (tr === en) return null
  return tr > en ? 'tr' : 'en'
}

/** The number given in a field of its own, then those in the text. */
function orderNumbersOf({ asked }: InboundMessage, text: string): string[] {
  const given = clean(asked?.order ?? '').replace(/^[#\s]+|\s+$/g, '').toUpperCase().slice(0, 40)
  return [...new Set([...(given ? [given] : []), ...orderNumbersIn(text)])].slice(0, 5)
} // prettier-ignore

/** Numbers of 4 to 20 characters after a # or the words order, sipariş, no, or before "numaralı sipariş"; at most five. */
function orderNumbersIn(text: string): string[] {
  const sample = text.slice(0, 20_000)
  const numbers = [...sample.matchAll(numberAfter), ...sample.matchAll(numberBefore)]
    .map((match) => (match[1] ?? '').toUpperCase())
    .filter((number) => /\d{3}/.test(number))
  return [...new Set(numbers)].slice(0, 5)
}

const numberAfter = /(?:#|sipari[sş]\s*(?:no|numaras[ıi])?\s*[:#]?\s*|order\s*(?:no|number)?\s*[:#]?\s*)([A-Z0-9][A-Z0-9-]{3,19})\b/giu // prettier-ignore
const numberBefore = /\b([A-Z0-9][A-Z0-9-]{3,19})\s+(?:numaral[ıi]|nolu|no['’]?lu)\s+sipari[sş]/giu
