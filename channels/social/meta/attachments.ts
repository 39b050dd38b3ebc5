import type { InboundAttachment, InboundMessage } from '../../channel.js'
import { fields, idText, list, number, text, type Loose } from '../loose.js'
import { plain, webUrl } from './values.js'

/** What the parts of a message beside its text come to. */
export interface Parts {
  texts: string[]
  files: InboundAttachment[]
  location?: NonNullable<InboundMessage['location']>
}

/** The three thumbs that Messenger sends as stickers, by size. */
const thumbs = new Set(['369239263222822', '369239343222814', '369239383222810'])

const fileTypes: Readonly<Record<string, [type: string, extension: string]>> = {
  image: ['image/jpeg', 'jpg'],
  video: ['video/mp4', 'mp4'],
  audio: ['audio/mp4', 'm4a'],
  file: ['application/octet-stream', 'bin'],
  unsupported_type: ['application/octet-stream', 'bin'],
  story_mention: ['image/jpeg', 'jpg'],
  share: ['image/jpeg', 'jpg'],
  ig_post: ['image/jpeg', 'jpg'],
  ig_story: ['image/jpeg', 'jpg'],
  ig_reel: ['video/mp4', 'mp4'],
  reel: ['video/mp4', 'mp4'],
}

/**
 * Reads `message.attachments`. Files are told by their URL, to be fetched later through the guard; what is only a link, a
 * relative path or a card becomes text.
 * @param linked which types are pages to look at on this product, not files
 */
export function partsOfMessage(message: Loose, linked: ReadonlySet<string>): Parts {
  const parts: Parts = { texts: [], files: [] }
  for (const one of list(message['attachments'])) addPart(fields(one), parts, linked)
  const sticker = idText(message['sticker_id'])
  if (thumbs.has(sticker) && !parts.texts.includes('👍')) parts.texts.push('👍')
  return parts
}

function addPart(attachment: Loose, parts: Parts, linked: ReadonlySet<string>): void {
  const type = text(attachment['type'])
  const payload = fields(attachment['payload'])
  const url = webUrl(payload['url'])
  if (thumbs.has(idText(payload['sticker_id']))) parts.texts.push('👍')
  else if (type === 'like_heart') parts.texts.push('❤️')
  else if (type === 'location') addLocation(attachment, payload, parts)
  else if (url !== '' && Object.hasOwn(fileTypes, type) && !linked.has(type)) addFile(type, url, parts)
  else addText(attachment, payload, parts)
}

function addFile(type: string, url: string, parts: Parts): void {
  // a shared post comes twice, as `share` and as `ig_post`
  if (parts.files.some(({ ref }) => ref === url)) return
  const [mime, extension] = fileTypes[type] ?? ['application/octet-stream', 'bin']
  const name = nameIn(url) ?? `${type}-${parts.files.length + 1}.${extension}`
  parts.files.push({ name, type: mime, size: 0, inline: false, ref: url })
}

/** The last part of a URL's path where it looks like a file's name. */
function nameIn(url: string): string | null {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  return /^[\w.-]{1,100}\.[a-z0-9]{2,5}$/i.test(last) ? last : null
}

function addLocation(attachment: Loose, payload: Loose, parts: Parts): void {
  const at = fields(payload['coordinates'])
  const [lat, lon] = [number(at['lat']), number(at['long'])]
  const label = plain(attachment['title'])
  if (lat !== null && lon !== null) parts.location = { lat, lon, ...(label === '' ? {} : { label }) }
  else addText(attachment, payload, parts)
}

/** What a card, a product or a link says, each thing once; of buttons alone, what stands on them. */
function addText(attachment: Loose, payload: Loose, parts: Parts): void {
  const cards = [payload, fields(payload['generic']), fields(payload['product'])].flatMap((one) =>
    list(one['elements']),
  )
  const ofAll = (items: readonly unknown[], ...names: string[]): string[] =>
    items.map(fields).flatMap((item) => names.map((name) => plain(item[name])))
  const told = [
    plain(attachment['title']),
    plain(payload['title']),
    plain(payload['text']),
    ...ofAll(cards, 'title', 'subtitle'),
    plain(payload['url']),
    plain(attachment['url']),
  ]
  const said = told.some((one) => one !== '') ? told : ofAll(list(payload['buttons']), 'title')
  for (const one of said) if (one !== '' && !parts.texts.includes(one)) parts.texts.push(one)
}
