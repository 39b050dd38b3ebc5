import type { BlobStore } from '../../lib/blobs/index.js'
import { inlineFiles, type AttachmentRecord } from '../../models/attachments/index.js'
import type { MessageRecord } from '../../models/messages/index.js'

/** Pictures only, of kinds that cannot carry a script. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
const maxBytes = 10_000_000

/**
 * The pictures that a mail's HTML names by Content-ID (RFC 2392), each as a `data:` URL: the sandboxed body has an
 * opaque origin, to which browsers send no session cookie, so it cannot fetch them from us.
 * Those past 10 MB in all stay files of the message.
 */
export async function inlinePictures(
  message: Pick<MessageRecord, '_id'>,
  blobs: BlobStore,
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>()
  let left = maxBytes
  for (const file of await inlineFiles(message._id)) {
    if (!file.contentId || !shown.has(file.type) || file.size > left) continue
    left -= file.size
    pictures.set(file.contentId, await dataUrl(file, blobs))
  }
  return pictures
}

async function dataUrl(file: AttachmentRecord, blobs: BlobStore): Promise<string> {
  return `data:${file.type};base64,${(await blobs.get(file.blob)).toString('base64')}`
}
