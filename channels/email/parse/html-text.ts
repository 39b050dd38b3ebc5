import { compile, type HtmlToTextOptions } from 'html-to-text'

/** Characters of an HTML body that are turned to text; what lies behind stays in the HTML only. */
const maxHtml = 2_000_000

const plainHeading = { options: { uppercase: false } }
const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: maxHtml, maxDepth: 200, maxChildNodes: 50_000 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'title', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map((selector) => ({ selector, ...plainHeading })),
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  ],
}

const convert = compile(options)

/** The readable text of an HTML body; quotations (blockquote) come out with leading "> ". */
export function htmlToText(html: string): string {
  const bounded = html.slice(0, maxHtml)
  return (isTooNested(bounded) ? bounded.replace(/<[^<>]*>/g, ' ') : convert(bounded))
    .replace(/\u00a0/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** Plain text as HTML, for mails that mix both. */
export function textToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
  return `<div style="white-space:pre-wrap">${escaped}</div>`
}

/** Documents nested this deep are made to hurt: converting takes time by the square of the depth. */
const maxNesting = 1_000

/** Elements whose end may be left out do not count: parsers close them by themselves. */
const closesItself =
  /^(?:p|li|td|th|tr|tbody|thead|tfoot|dt|dd|option|br|img|hr|meta|link|input|col|area|base|wbr|source|o)$/i

function isTooNested(html: string): boolean {
  let depth = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (closesItself.test(name)) continue
    depth = slash ? Math.max(0, depth - 1) : depth + 1
    if (depth > maxNesting) return true
  }
  return false
}
