import { fold, lowerAscii } from '../../../server/lib/fold.js'

/** What mail programs write into the tag that begins the quoted mail. */
const markers = [
  'gmail_quote', 'gmail_extra', 'divrplyfwdmsg', 'appendonsend', 'moz-cite-prefix', 'protonmail_quote', 'yahoo_quoted', 'yahooquoted',
  'olk_src_body_section', 'data-marker="__quoted_text__"', 'data-marker="__divider__"', 'data-marker="__headers__"', 'tutanota_quote',
  'zmail_extra', 'ms-outlook-mobile-reference-message', 'mail-editor-reference-message-container', 'type="cite"', "type='cite'", 'type=cite',
] // prettier-ignore

const maxHtml = 512 * 1024

/**
 * The HTML before the first quotation, or null when none is marked. A marked forward is no quotation: it is what the
 * writer wants to show.
 */
export function htmlBeforeQuote(html: string): string | null {
  const lower = lowerAscii(html.slice(0, maxHtml))
  const starts = markers.map((marker) => tagWith(lower, marker)).filter((at) => at >= 0)
  if (starts.length === 0) return null
  const start = starts.reduce((least, at) => Math.min(least, at))
  const opening = fold(lower.slice(start, start + 600))
  return /forwarded message|iletilen (?:ileti|mesaj)|yonlendirilen/.test(opening)
    ? null
    : html.slice(0, start)
}

/** Where the first tag with `marker` in its attributes begins; style sheets and text that merely name it do not count. */
function tagWith(lower: string, marker: string): number {
  let at = lower.indexOf(marker)
  for (let tries = 0; at >= 0 && tries < 50; tries++) {
    const tag = lower.lastIndexOf('<', at)
    if (tag >= 0 && at - tag < 2_000 && !lower.slice(tag, at).includes('>')) return tag
    at = lower.indexOf(marker, at + marker.length)
  }
  return -1
}
