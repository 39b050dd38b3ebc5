import { lowerAscii } from '../../../server/lib/fold.js'
import type { InboundAttachment } from '../../channel.js'
import { valueOf, type Params } from './form.js'

/** Twilio's own limit for one message. */
const maxFiles = 10

/** The files of a message as references; their bytes are fetched later. */
export function filesOf(params: Params): InboundAttachment[] {
  return Array.from({ length: maxFiles }, (_, i) => i).flatMap((i) => {
    const ref = valueOf(params, `MediaUrl${i}`)
    if (ref === '') return []
    const type = typeOf(valueOf(params, `MediaContentType${i}`))
    return [{ name: nameOf(type, i + 1), type, size: 0, inline: false, ref }]
  })
}

function typeOf(given: string): string {
  const type = lowerAscii(given.split(';')[0]?.trim() ?? '')
  return /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(type) ? type : 'application/octet-stream'
}

const endings = new Map(Object.entries({
  'image/jpeg': 'jpg', 'image/svg+xml': 'svg', 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/amr': 'amr',
  'audio/ogg': 'ogg', 'video/quicktime': 'mov', 'video/3gpp': '3gp', 'text/plain': 'txt', 'text/vcard': 'vcf',
  'text/x-vcard': 'vcf', 'application/msword': 'doc', 'application/octet-stream': 'bin',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
})) // prettier-ignore

const kinds = new Map(Object.entries({ image: 'photo', video: 'video', audio: 'audio' }))

/** Twilio tells no names: photo-1.jpg says at least what it is. */
function nameOf(type: string, number: number): string {
  const [family = '', subtype = ''] = type.split('/')
  const ending = endings.get(type) ?? (/^[a-z0-9]{1,8}$/.test(subtype) ? subtype : 'bin')
  const kind = ending === 'vcf' ? 'contact' : (kinds.get(family) ?? 'file')
  return `${kind}-${number}.${ending}`
}
