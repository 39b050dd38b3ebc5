import type { InboundAttachment } from '../../channel.js'
import { fields, idText, list, number, text, type Loose } from '../loose.js'

/**
 * The files of a Telegram message as references `file:FILE_ID`. An address with the token in it is never made here: it
 * is asked for when the file is fetched. Of a photo the largest size is taken.
 */
export function filesOf(message: Loose): InboundAttachment[] {
  const photo = list(message['photo']).map(fields)
  const largest = photo.toSorted((a, b) => area(b) - area(a))[0]
  return [
    ...(largest ? made(largest, 'photo.jpg', 'image/jpeg') : []),
    // an animation comes again as a document, for older clients
    ...(Object.keys(fields(message['animation'])).length === 0 ? named(message['document'], 'document') : []),
    ...named(message['animation'], 'animation.mp4', 'video/mp4'),
    ...named(message['audio'], 'audio.mp3', 'audio/mpeg'),
    ...named(message['voice'], 'voice.ogg', 'audio/ogg'),
    ...named(message['video'], 'video.mp4', 'video/mp4'),
    ...named(message['video_note'], 'video-note.mp4', 'video/mp4'),
    ...stickerOf(fields(message['sticker'])),
  ]
}

function area(size: Loose): number {
  return (number(size['width']) ?? 0) * (number(size['height']) ?? 0) || (number(size['file_size']) ?? 0)
}

function named(value: unknown, name: string, type = 'application/octet-stream'): InboundAttachment[] {
  const file = fields(value)
  return made(file, text(file['file_name']) || name, text(file['mime_type']) || type)
}

/** Moving stickers come in a form that no browser shows: their still picture is taken. */
function stickerOf(sticker: Loose): InboundAttachment[] {
  const moving = Boolean(sticker['is_animated']) || Boolean(sticker['is_video'])
  const still = fields(sticker['thumbnail'] ?? sticker['thumb'])
  const emoji = text(sticker['emoji']).slice(0, 16)
  const name = `sticker${emoji === '' ? '' : ` ${emoji}`}.webp`
  if (moving && idText(still['file_id'], 300) !== '') return made(still, name, 'image/webp')
  return made(sticker, name, 'image/webp')
}

function made(file: Loose, name: string, type: string): InboundAttachment[] {
  const id = idText(file['file_id'], 300)
  if (id === '') return []
  const size = Math.max(0, number(file['file_size']) ?? 0)
  return [{ name: name.slice(0, 200), type: type.slice(0, 100), size, inline: false, ref: `file:${id}` }]
}
