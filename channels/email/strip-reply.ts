import { htmlToText } from './parse/html-text.js'
import { htmlBeforeQuote } from './reply/html-quotes.js'
import { type SplitText, splitQuotedText } from './reply/quote-lines.js'

export { delimiterLines } from './reply/quote-headers.js'

/**
 * Parts a mail's readable text into what the writer newly wrote and what is quoted: our delimiter line first, then
 * the lines and marks of Turkish and English mail programs, in the plain text where that shows any, else in the HTML.
 * Linear in the size. The reply is never empty while there is text: a mail of nothing but quotation is its own reply.
 * @param body `text` is the whole readable text, `html` the HTML part where there is one
 */
export function stripReply(body: { text: string; html?: string | null }): SplitText {
  const { text } = body
  const plain = splitQuotedText(text)
  if (plain.reply !== '' && plain.quoted !== '') return plain
  const head = body.html ? htmlBeforeQuote(body.html) : null
  const fromHtml = head === null ? '' : splitQuotedText(htmlToText(head)).reply
  if (fromHtml !== '' && fromHtml.length < text.length) {
    return { reply: fromHtml, quoted: text.startsWith(fromHtml) ? text.slice(fromHtml.length).trim() : text }
  }
  return plain.reply === '' ? { reply: text.trim(), quoted: '' } : plain
}
