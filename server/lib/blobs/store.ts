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
  /**
   * Takes a blob away that nothing names any more, unless somebody has put the same content since `before`: whoever put it
   * may be about to name it. Safe to repeat.
   * @returns whether it was taken away
   */
  remove(id: string, before: Date): Promise<boolean>
}
