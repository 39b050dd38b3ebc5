import mongoose from 'mongoose'
import type { BlobStore } from '../../lib/blobs/index.js'
import type { ChannelName } from './message-shapes.js'
import type { InboundRecord } from './inbound.js'

/** Bytes of a provider's call up to this size stand in the envelope itself: one durable write takes them in. */
export const maxInline = 256 * 1024

/** Where a delivery's bytes lie: in the envelope, or in the blob store (every mail does: its bytes are evidence and large). */
export function isInline(channel: ChannelName, size: number): boolean {
  return channel !== 'email' && size <= maxInline
}

export function inlined(bytes: Buffer): NonNullable<InboundRecord['inline']> {
  return new mongoose.mongo.Binary(bytes)
}

/** A delivery's bytes as they came. @throws NotFound('blob_not_found') */
export async function rawBytes(
  { inline, blob }: Pick<InboundRecord, 'inline' | 'blob'>,
  blobs: BlobStore,
): Promise<Buffer> {
  return inline ? Buffer.from(inline.value()) : blobs.get(blob)
}
