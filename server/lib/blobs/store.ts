import type { Readable } from 'node:stream'

/**
 * Where raw messages and attachments lie: content-addressed, written once, never inside documents.
 * An id is the hex SHA-256 of the content.
 */
export interface BlobStore {
  /** Stores the bytes durably (they survive a power cut once this resolves) and gives their id. */
  put(bytes: Uint8Array): Promise<string>
  /** @throws NotFound('blob_not_found') */
  get(id: string): Promise<Buffer>
  /** @throws NotFound('blob_not_found') before the first byte */
  open(id: string): Promise<Readable>
}
