import { ChannelRejected } from '../../../server/lib/errors.js'

/** Ceilings of one mail; whatever is above them is refused before it can cost time or memory. */
export interface MailLimits {
  /** Bytes of the whole mail. */
  bytes: number
  /** MIME parts, the root included. */
  parts: number
  /** Multiparts within multiparts. */
  depth: number
  /** Header fields of one part. */
  headers: number
  /** Bytes of one part's header. */
  headerBytes: number
}

export const mailLimits: MailLimits = {
  bytes: 25 * 1024 * 1024,
  parts: 500,
  depth: 20,
  headers: 1_000,
  headerBytes: 512 * 1024,
}

/** The refusal of a mail over a limit; `found` is where counting stopped, not the whole amount. */
export function overLimit(code: string, limit: number, found: number, unit?: string): ChannelRejected {
  return new ChannelRejected(code, { limit, found, ...(unit ? { unit } : {}) })
}

/** @throws ChannelRejected `mail_too_large` (413) */
export function refuseTooLarge(size: number, limit: number): void {
  if (size > limit)
    throw new ChannelRejected('mail_too_large', { limit, found: size, unit: 'bytes', status: 413 })
}
