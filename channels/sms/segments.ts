import { SegmentedMessage } from 'sms-segments-calculator'

/** How a text is sent: `units` septets or UTF-16 units, in `parts` messages that are paid for one by one. */
export interface SmsCount {
  units: number
  parts: number
  encoding: 'GSM-7' | 'UCS-2'
}

/**
 * Counts a text as Twilio does (GSM 03.38: 160 characters, 153 in each of several; with one character outside its
 * alphabet UCS-2: 70, 67). Of the Turkish letters ç ğ Ğ ı İ ş Ş are outside; Ç ö Ö ü Ü are inside.
 */
export function countSmsUnits(text: string): SmsCount {
  if (text === '') return { units: 0, parts: 0, encoding: 'GSM-7' }
  const counted = new SegmentedMessage(text)
  const perUnit = counted.encodingName === 'UCS-2' ? 16 : 7
  return {
    units: counted.messageSize / perUnit,
    parts: counted.segmentsCount,
    encoding: counted.encodingName,
  }
}

/** Letters and marks outside GSM 03.38 that have a plain spelling inside it. */
const plain: Readonly<Record<string, string>> = {
  ç: 'c', ğ: 'g', Ğ: 'G', ı: 'i', İ: 'I', ş: 's', Ş: 'S', â: 'a', Â: 'A', î: 'i', Î: 'I', û: 'u', Û: 'U',
  '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', '\u00a0': ' ', '₺': 'TL',
} // prettier-ignore

/**
 * The same text spelt so that it fits GSM 03.38 as far as it can ("Siparişiniz" becomes "Siparisiniz"). It is for
 * offering: nobody's words are respelt without their asking. What has no plain spelling (an emoji) stays.
 */
export function foldToGsm(text: string): string {
  return text.normalize('NFC').replace(/[^\u0000-\u007f]/g, (letter) => plain[letter] ?? letter)
}
