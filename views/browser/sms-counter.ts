import { SegmentedMessage } from 'sms-segments-calculator'

/** How a text goes out by SMS: in how many parts, how much of them it fills, and by which alphabet (3GPP 23.038). */
export interface SmsCount {
  parts: number
  /** Letters for GSM-7 (extended ones are two), UTF-16 units for UCS-2. */
  units: number
  encoding: 'GSM-7' | 'UCS-2'
}

export function count(text: string): SmsCount {
  const message = new SegmentedMessage(text)
  const encoding = message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2'
  const bits = message.messageSize
  return { parts: message.segmentsCount, units: Math.ceil(bits / (encoding === 'GSM-7' ? 7 : 16)), encoding }
}

/** Letters of Turkish that GSM-7 lacks (Ç, Ö, Ü, ö and ü it has), and typographic signs that it lacks. */
const plain: Readonly<Record<string, string>> = {
  ş: 's',
  Ş: 'S',
  ğ: 'g',
  Ğ: 'G',
  ı: 'i',
  İ: 'I',
  ç: 'c',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '-',
  '—': '-',
}

/** The text in the letters that GSM-7 has; offered, never applied unasked. */
export function folded(text: string): string {
  return text.normalize('NFC').replace(/[şŞğĞıİç’‘“”…–—]/g, (sign) => plain[sign] ?? sign)
}
