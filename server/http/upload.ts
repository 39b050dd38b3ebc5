import multer from 'multer'
import type { RequestHandler } from 'express'

export { safeName, trueType } from '../lib/files.js'

/** A file of an upload may have this many bytes, and one request this many files. */
export const uploadLimits = { bytes: 10 * 1024 * 1024, files: 10 }

/** Reads `multipart/form-data` with files under the field `files`, in memory; names are UTF-8 (RFC 7578 5.1). */
export function readFiles(): RequestHandler {
  const reader = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: uploadLimits.bytes,
      files: uploadLimits.files,
      fields: 20,
      fieldSize: 100_000,
      parts: 40,
    },
    defParamCharset: 'utf8',
  })
  return reader.array('files', uploadLimits.files)
}
