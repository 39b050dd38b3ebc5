import type { InboundAttachment } from '../../channel.js'
import { fields, list, number, text, type Loose } from '../loose.js'

/** A text of X as its writer sees it: short links written out, the link of an attached file gone, escapes undone. */
export function readable(said: string, entities: unknown): string {
  const links = list(fields(entities)['urls']).map(fields)
  const files = list(fields(entities)['media']).map(fields)
  const expanded = links.reduce(
    (sofar, link) => replaced(sofar, text(link['url']), text(link['expanded_url'])),
    said,
  )
  const plain = files.reduce((sofar, file) => replaced(sofar, text(file['url']), ''), expanded)
  return unescaped(plain).trim()
}

/** Without the names that X puts before an answer (`display_text_range` counts code points). */
export function ownWords(said: string, range: unknown): string {
  const [from, to] = list(range).map(number)
  if (from === null || from === undefined || to === null || to === undefined) return said
  return Array.from(said).slice(from, to).join('')
}

/** The files of a post or a direct message as addresses; of a film the form with the most bits a second. */
export function mediaOf(items: readonly unknown[]): InboundAttachment[] {
  return items.slice(0, 20).flatMap((item, index) => mediumOf(fields(item), index + 1))
}

function mediumOf(item: Loose, place: number): InboundAttachment[] {
  const film = bestVariant(item)
  const ref = film ?? (text(item['media_url_https']) || text(item['media_url']))
  if (!/^https?:\/\/\S{1,2000}$/.test(ref)) return []
  const [name, type] =
    film === null ? [`photo-${place}.jpg`, photoType(ref)] : [`video-${place}.mp4`, 'video/mp4']
  return [{ name, type, size: 0, inline: false, ref }]
}

function bestVariant(item: Loose): string | null {
  const films = list(fields(item['video_info'])['variants'])
    .map(fields)
    .filter((one) => text(one['content_type']) === 'video/mp4' && text(one['url']) !== '')
    .toSorted((a, b) => (number(b['bitrate']) ?? 0) - (number(a['bitrate']) ?? 0))
  return films[0] ? text(films[0]['url']) : null
}

function photoType(address: string): string {
  return /\.png(?:$|[?:])|format=png/i.test(address) ? 'image/png' : 'image/jpeg'
}

function replaced(said: string, link: string, by: string): string {
  return link === '' ? said : said.replaceAll(link, () => by)
}

/** X escapes three signs and no others. */
function unescaped(said: string): string {
  return said.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
