import { fold, lowerAscii } from '../../server/lib/fold.js'

const ownPrefix = 'redress.'

/**
 * The Message-ID of a mail of ours, with angle brackets.
 * @param id unique, letters, digits, dot and dash only; anything else is dropped
 */
export function makeMessageId(id: string, domain: string): string {
  return `<${ownPrefix}${id.replace(/[^A-Za-z0-9.-]/g, '')}@${lowerAscii(domain).replace(/[^a-z0-9.-]/g, '')}>`
}

/** Whether an id has the form of `makeMessageId` (brackets optional), of this domain when one is given. */
export function isOwnMessageId(id: string, domain?: string): boolean {
  const match = /^<?redress\.[a-z0-9.-]{1,200}@([a-z0-9.-]{1,255})>?$/.exec(lowerAscii(id.trim()))
  return match !== null && (domain === undefined || match[1] === lowerAscii(domain))
}

/** `local+TOKEN@domain`, the address that answers go to. */
export function replyAddress(accountAddress: string, token: string): string {
  const at = accountAddress.lastIndexOf('@')
  return `${accountAddress.slice(0, at)}+${token}${accountAddress.slice(at)}`
}

/**
 * The token of the first address that is one of ours with a `+` part, or null. Only read here: whether it was signed
 * by us is checked where tokens are made.
 */
export function readReplyToken(
  addresses: readonly string[],
  account: { addresses: readonly string[] },
): string | null {
  for (const address of addresses.map(lowerAscii)) {
    for (const own of account.addresses.map(lowerAscii)) {
      const at = own.lastIndexOf('@')
      const [start, end] = [`${own.slice(0, at)}+`, own.slice(at)]
      if (!address.startsWith(start) || !address.endsWith(end)) continue
      const token = address.slice(start.length, -end.length)
      if (token) return token
    }
  }
  return null
}

/** An address without its last `+` part. */
export function withoutTag(address: string): string {
  return address.replace(/\+[^+@]*@/, '@')
}

/** The subject with our token before it, `[#4211] …`; an older token of ours is replaced. */
export function subjectWithToken(subject: string, number: number): string {
  const rest = subject.replace(ownToken, ' ').replace(/\s+/g, ' ').trim()
  return rest ? `[#${number}] ${rest}` : `[#${number}]`
}

/** The ticket number of our token in a subject, or null; `[other #79]` and a bare `#79` are not ours. */
export function readSubjectToken(subject: string): number | null {
  const digits = /\[#(\d{1,12})\]/.exec(subject)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The subject without our token and without the prefixes that answering and forwarding put before it. */
export function cleanSubject(subject: string): string {
  let rest = subject.slice(0, 2_000).replace(ownToken, ' ').replace(/\s+/g, ' ').trim()
  for (;;) {
    const prefix = /^([\p{L}\p{M}]{1,7})(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?:\s*/u.exec(rest)
    if (!prefix || !answerPrefixes.has(fold(prefix[1] ?? ''))) return rest
    rest = rest.slice(prefix[0].length)
  }
}

const ownToken = /\[#\d{1,12}\]/g

/** Folded: Turkish and English, and those of the mail programs Turkish customers' correspondents use. */
const answerPrefixes = new Set([
  're',
  'ynt',
  'yan',
  'cvp',
  'cev',
  'fw',
  'fwd',
  'ilt',
  'aw',
  'wg',
  'antw',
  'sv',
])
