import type { InboundAttachment, InboundMessage } from '../../channel.js'
import { formLines } from '../form-lines.js'
import { fields, list, number, text, type Loose } from '../loose.js'
import { messageId, plain } from '../meta/values.js'

/** What a message of any type comes to. */
export interface CloudContent {
  text: string
  attachments: InboundAttachment[]
  location?: NonNullable<InboundMessage['location']>
}

type Read = (part: Loose, type: string) => CloudContent

const readers: Readonly<Record<string, Read>> = {
  text: (part) => words(plain(part['body'])),
  image: readMedia,
  video: readMedia,
  audio: readMedia,
  voice: readMedia,
  document: readMedia,
  sticker: readMedia,
  location: readLocation,
  contacts: () => words(''),
  button: (part) => words(plain(part['text']) || plain(part['payload'])),
  interactive: readInteractive,
  order: readOrder,
}

/**
 * What a message says, whatever its type (WhatsApp Cloud API, messages webhook). A type that is not known is read as a
 * file or as a text where it looks like one; one that WhatsApp does not hand over comes with its own explanation in place
 * of words, and else with its name.
 * @param faults the `errors` of the message or of its delivery
 */
export function contentOf(message: Loose, faults: readonly unknown[]): CloudContent {
  const type = text(message['type'])
  if (type === 'contacts') return words(list(message['contacts']).map(contactLine).filter(isSaid).join('\n'))
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  const content = (read ?? readUnknown)(fields(message[type]), type)
  const empty = content.text === '' && content.attachments.length === 0 && !content.location
  if (!empty) return content
  const said = plain(fields(message['text'])['body'])
  return words(said || explained(faults) || plain(fields(message[type])['body']) || (read ? '' : `[${type}]`))
}

function readUnknown(part: Loose, type: string): CloudContent {
  return text(part['mime_type']) === '' ? words('') : readMedia(part, type)
}

const words = (said: string): CloudContent => ({ text: said, attachments: [] })
const isSaid = (line: string): boolean => line !== ''

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'video/mp4': 'mp4', 'video/3gpp': '3gp', 'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/aac': 'aac', 'audio/amr': 'amr', 'application/pdf': 'pdf',
} // prettier-ignore

/** A file is known by its id; `#` and its sha256 follow where Meta tells it. */
function readMedia(part: Loose, type: string): CloudContent {
  const id = messageId(part['id'])
  const caption = plain(part['caption'])
  if (!/^[\w.:-]+$/.test(id)) return words(caption)
  const mime = text(part['mime_type']) || 'application/octet-stream'
  const hash = text(part['sha256'])
  const extension = entryOf(extensions, mime.split(';')[0]?.trim() ?? '') ?? 'bin'
  return {
    text: caption,
    attachments: [
      {
        name: plain(part['filename']) || `${type}-1.${extension}`,
        type: mime,
        size: 0,
        inline: false,
        ref: `media:${id}${hash === '' ? '' : `#${hash}`}`,
      },
    ],
  }
}

const entryOf = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

function readLocation(part: Loose): CloudContent {
  const [lat, lon] = [numeric(part['latitude']), numeric(part['longitude'])]
  const [name, address] = [plain(part['name']), plain(part['address'])]
  const label = address.startsWith(name) ? address : [name, address].filter(isSaid).join(', ')
  if (lat === null || lon === null) return words(label)
  return { ...words(label), location: { lat, lon, ...(label === '' ? {} : { label }) } }
}

/** A number, also as digits. */
function numeric(value: unknown): number | null {
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
    ? Number(value)
    : number(value)
}

/** A pressed button, a chosen row of a list, or a filled form with what was filled in. */
function readInteractive(part: Loose): CloudContent {
  const [button, row, form] = [
    fields(part['button_reply']),
    fields(part['list_reply']),
    fields(part['nfm_reply']),
  ]
  const chosen = [plain(row['title']), plain(row['description'])].filter(isSaid).join('\n')
  const filled = [plain(form['body']), ...formLines(form['response_json'])].filter(isSaid).join('\n')
  return words(plain(button['title']) || chosen || filled)
}

function readOrder(part: Loose): CloudContent {
  const items = list(part['product_items']).map((one) => orderLine(fields(one)))
  return words([plain(part['text']), ...items].filter(isSaid).join('\n'))
}

function orderLine(item: Loose): string {
  const [quantity, price] = [numeric(item['quantity']), numeric(item['item_price'])]
  const cost = price === null ? '' : ` (${[price, plain(item['currency'])].join(' ').trim()})`
  return `${quantity === null ? '' : `${quantity} × `}${plain(item['product_retailer_id'])}${cost}`
}

function contactLine(one: unknown): string {
  const contact = fields(one)
  const each = (name: string, key: string): string[] =>
    list(contact[name]).map((one) => plain(fields(one)[key]))
  const reached = [...each('phones', 'phone'), ...each('emails', 'email'), ...each('urls', 'url')]
  return [plain(fields(contact['name'])['formatted_name']), ...reached].filter(isSaid).join(' ')
}

/** Meta's own words for what it could not hand over. */
function explained(faults: readonly unknown[]): string {
  const fault = fields(faults[0])
  const said =
    plain(fields(fault['error_data'])['details']) || plain(fault['details']) || plain(fault['title'])
  return said === '' ? '' : `[${said}]`
}
