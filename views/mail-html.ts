import sanitize from 'sanitize-html'
import { doubtOf, misleads, type LinkDoubt } from './helpers/links.js'
import { escapeHtml } from './helpers/text.js'
import { translator } from './i18n.js'
import type { Locale } from './types.js'

export interface MailHtmlOptions {
  /** Whether pictures from other servers may be fetched: each one tells its sender that the mail was read. */
  images: 'blocked' | 'shown'
  /** URL of ours for a part that the mail names by Content-ID, or null when there is none. */
  cid: (contentId: string) => string | null
  /** Words for a link that is doubtful or names another place than it leads to; they then stand behind it. */
  warn?: (doubt: LinkDoubt) => string
}

const tags = [
  'a', 'abbr', 'address', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del',
  'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'mark',
  'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time',
  'tr', 'tt', 'u', 'ul', 'var', 'wbr',
] // prettier-ignore

/** No url() and no expression() fits any of these; position and z-index are left out so that nothing covers the page. */
const size = /^-?\d{1,5}(\.\d{1,4})?(px|pt|em|rem|ex|ch|%|in|cm|mm)?$/i
const sizes =
  /^(-?\d{1,5}(\.\d{1,4})?(px|pt|em|rem|%|in|cm|mm)?|auto)(\s+(-?\d{1,5}(\.\d{1,4})?(px|pt|em|rem|%|in|cm|mm)?|auto)){0,3}$/i
const colour = /^(#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([\d\s,.%/]{1,60}\)|hsla?\([\d\s,.%/a-z]{1,60}\))$/i
const border = /^[a-z0-9#\s.,()%-]{1,80}$/i
const word = /^[a-z-]{1,30}$/i
const styles: Record<string, RegExp[]> = {
  color: [colour], 'background-color': [colour], background: [colour], 'font-size': [size, word], 'font-weight': [/^(\d{3}|[a-z]{1,10})$/i],
  'font-style': [word], 'font-family': [/^[\p{L}\d\s,'"-]{1,200}$/u], 'font-variant': [word], 'line-height': [size, word], 'letter-spacing': [size, word],
  'text-align': [word], 'text-decoration': [/^[a-z\s-]{1,60}$/i], 'text-transform': [word], 'text-indent': [size], 'vertical-align': [size, word],
  'white-space': [word], 'word-break': [word], 'overflow-wrap': [word], direction: [word], display: [/^(block|inline|inline-block|none|table|table-row|table-cell|list-item)$/i],
  width: [size, word], 'max-width': [size, word], 'min-width': [size, word], height: [size, word], 'max-height': [size, word], 'min-height': [size, word],
  margin: [sizes], 'margin-top': [size, word], 'margin-right': [size, word], 'margin-bottom': [size, word], 'margin-left': [size, word],
  padding: [sizes], 'padding-top': [size], 'padding-right': [size], 'padding-bottom': [size], 'padding-left': [size],
  border: [border], 'border-top': [border], 'border-right': [border], 'border-bottom': [border], 'border-left': [border], 'border-color': [border],
  'border-style': [border], 'border-width': [sizes, word], 'border-collapse': [word], 'border-spacing': [sizes], 'border-radius': [sizes],
  'list-style-type': [word], 'table-layout': [word], float: [word], clear: [word],
} // prettier-ignore

/**
 * A mail's HTML with everything that acts taken out: scripts, forms, frames, SVG, MathML, handlers, style sheets, and
 * style values that could fetch something. Links open elsewhere and tell nothing. It is still shown in a sandbox of its
 * own (mailBodyPage): two walls, because sanitisers have had holes.
 * @returns `blockedImages`: how many pictures of other servers were left out
 */
export function sanitiseMailHtml(html: string, options: MailHtmlOptions): { html: string; blockedImages: number } {
  const counted = { blocked: 0 }
  const clean = sanitize(html, {
    allowedTags: tags,
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'valign', 'title', 'width', 'height', 'bgcolor'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'class'],
      font: ['color', 'size', 'face'],
      table: ['border', 'cellpadding', 'cellspacing', 'role'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      col: ['span'],
      ol: ['start', 'type'],
      time: ['datetime'],
    },
    allowedStyles: { '*': styles },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'template', 'xmp', 'noembed', 'noframes', 'plaintext'],
    nestingLimit: 200,
    transformTags: { a: safeLink, img: (_name, attributes) => safeImage(attributes, options, counted) },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs['src'] && !attribs['class'],
  })
  return { html: options.warn ? withWarnings(clean, options.warn) : clean, blockedImages: counted.blocked }
} // prettier-ignore

/** The policy that goes with mailBodyPage: nothing runs, and pictures come from elsewhere only when asked for. */
export function mailBodyCsp(images: MailHtmlOptions['images']): string {
  const remote = images === 'shown' ? ' https: http:' : ''
  return `default-src 'none'; img-src 'self' data:${remote}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox`
}

/**
 * The whole document that a message's frame shows, at a URL of its own, with mailBodyCsp as its header.
 * @param clean what sanitiseMailHtml gave
 */
export function mailBodyPage(clean: string, locale: Locale): string {
  const t = translator(locale)
  const title = escapeHtml(t('messages.show_html'))
  const body = clean.trim() === '' ? `<p>${escapeHtml(t('mail_body.empty'))}</p>` : clean
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>${title}</title>
<style>
html { color-scheme: light; background: #fff; }
body { margin: 12px; color: #17212b; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #d5dbe1; color: #52606d; }
pre { white-space: pre-wrap; }
.link-doubt { padding: 0 4px; border-radius: 4px; background: #fff1cc; color: #6b4700; font-size: 12px; }
img.blocked { box-sizing: border-box; min-width: 24px; min-height: 24px; border: 1px dashed #8694a1; border-radius: 4px; background: #f4f6f7; }
</style></head>
<body>${body}</body>
</html>`
}

/** Of what the sanitiser wrote: attributes are quoted, `href` comes first, and text is escaped. */
function withWarnings(clean: string, warn: (doubt: LinkDoubt) => string): string {
  return clean.replace(/<a href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, (link, href: string, inner: string) => {
    const [to, words] = [plain(href), plain(inner.replace(/<[^>]*>/g, ''))]
    const doubt = misleads(words, to) ?? doubtOf(to)
    return doubt ? `${link} <span class="link-doubt">${escapeHtml(warn(doubt))}</span>` : link
  })
}

function plain(html: string): string {
  return html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#x27;|&#39;/g, "'").replace(/&amp;/g, '&') // prettier-ignore
}

function safeLink(_name: string, attributes: sanitize.Attributes): sanitize.Tag {
  const { href, title, style, dir, lang } = attributes
  const kept = Object.fromEntries(Object.entries({ href, title, style, dir, lang }).filter(([, value]) => value !== undefined))
  return { tagName: 'a', attribs: { ...(kept as sanitize.Attributes), target: '_blank', rel: 'noopener noreferrer nofollow' } }
} // prettier-ignore

/** A picture that would be fetched from elsewhere keeps its place and its text, not its address. */
function safeImage(attributes: sanitize.Attributes, options: MailHtmlOptions, counted: { blocked: number }): sanitize.Tag {
  const { src = '', alt = '', ...others } = attributes
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => name !== 'class'))
  const address = src.replace(/[\s\p{Cc}]+/gu, '')
  if (/^cid:/i.test(address)) {
    const own = options.cid(decodeCid(address.slice(4)))
    return { tagName: 'img', attribs: own === null ? { ...rest, alt, class: 'blocked' } : { ...rest, alt, src: own } }
  }
  if (/^data:image\/(png|gif|jpeg|jpg|webp);base64,/i.test(address)) return { tagName: 'img', attribs: { ...rest, alt, src: address } }
  if (!/^(https?:)?\/\//i.test(address)) return { tagName: 'img', attribs: { alt, class: 'blocked' } }
  const absolute = address.startsWith('//') ? `https:${address}` : address
  if (options.images === 'shown') return { tagName: 'img', attribs: { ...rest, alt, src: absolute } }
  counted.blocked += 1
  return { tagName: 'img', attribs: { ...rest, alt, class: 'blocked' } }
} // prettier-ignore

function decodeCid(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // A percent sign that stands for itself.
    return value
  }
}
