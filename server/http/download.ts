import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { BlobStore } from '../lib/blobs/index.js'
import { safeName } from './upload.js'

/** Pictures that a browser may show by themselves; everything else is downloaded. */
const shownInline = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export interface Download {
  name: string
  type: string
  size: number
  blob: string
  /** The bytes themselves, of what is not in the blob store. */
  bytes?: Buffer
}

/**
 * Sends a stored file so that no browser runs it: as a download, under its own sandbox, of exactly the type stated.
 * @param inline shows pictures (png, jpeg, gif, webp) in place; anything else stays a download
 * @throws NotFound('blob_not_found') before the first byte
 */
export async function sendFile(
  res: Response,
  blobs: BlobStore,
  file: Download,
  inline: boolean,
): Promise<void> {
  const stream = file.bytes ? Readable.from([file.bytes]) : await blobs.open(file.blob)
  const shown = inline && shownInline.has(file.type)
  res.setHeader('content-type', file.type)
  res.setHeader('content-length', String(file.size))
  res.setHeader('content-disposition', contentDisposition(shown ? 'inline' : 'attachment', file.name))
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('content-security-policy', "default-src 'none'; sandbox")
  res.setHeader('cache-control', 'private, max-age=86400, immutable')
  await pipeline(stream, res)
}

/** RFC 6266 with the plain and the UTF-8 name (RFC 8187). */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const clean = safeName(name)
  const plain = clean.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const utf8 = encodeURIComponent(clean).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${utf8}`
}
