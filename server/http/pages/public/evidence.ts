import { Types } from 'mongoose'
import multer from 'multer'
import type { Request, RequestHandler, Response } from 'express'
import { formLimits } from '../../../../channels/direct/form/envelope.js'
import type { EvidenceView, FieldFault } from '../../../../views/types.js'
import type { OutsideActor } from '../../../models/actor.js'
import { upload } from '../../../models/attachments/index.js'
import { Attachment, type AttachmentRecord } from '../../../models/attachments/attachment.js'
import { safeName, trueType } from '../../upload.js'
import type { Web } from '../../web.js'
import { textsOf } from '../page.js'

const faultsOfMulter: Readonly<Record<string, string>> = {
  LIMIT_FILE_SIZE: 'evidence_too_large',
  LIMIT_FILE_COUNT: 'evidence_too_many',
  LIMIT_UNEXPECTED_FILE: 'evidence_too_many',
}

/**
 * Reads a form with files under `files`, in memory. Too many or too large ones are a fault of the form (see
 * `keepEvidence`), so that nothing else that was typed is lost; fields must come before the files.
 */
export function readEvidence(): RequestHandler {
  const limits = { fileSize: formLimits.fileBytes, files: formLimits.files, fields: 60, fieldSize: 100_000, parts: 80 }
  const read = multer({ storage: multer.memoryStorage(), limits, defParamCharset: 'utf8' }).array('files', formLimits.files)
  return (req, res, next) => {
    const goOn = (error?: unknown): void => {
      const code = error instanceof multer.MulterError ? faultsOfMulter[error.code] : undefined
      if (code !== undefined) res.locals['evidenceFault'] = code
      next(code === undefined ? error : undefined)
    }
    void read(req, res, goOn)
  }
} // prettier-ignore

export interface Evidence {
  files: AttachmentRecord[]
  faults: FieldFault[]
}

/**
 * Keeps the pictures and PDFs that came with a form until it is sent for good, beside those it brought before.
 * @param owner under which name they lie: the form's own, or the conversation's
 */
export async function keepEvidence(req: Request, res: Response, owner: string, web: Web): Promise<Evidence> {
  const before = await keptBefore(textsOf(req, 'upload'), owner)
  const came = Array.isArray(req.files) ? req.files : []
  const faults = new Set<string>()
  const given = res.locals['evidenceFault'] as string | undefined
  if (given !== undefined) faults.add(given)
  const files = [...before]
  for (const { buffer, mimetype, originalname } of came) {
    if (buffer.length === 0) continue
    const type = await trueType(buffer, mimetype)
    if (!formLimits.fileTypes.some((one) => one === type)) faults.add('file_type_not_allowed')
    else if (files.length >= formLimits.files) faults.add('evidence_too_many')
    else files.push(await upload({ name: safeName(originalname), type, content: buffer }, uploader(owner), web.blobs))
  }
  const details = { files: formLimits.files, megabytes: formLimits.fileBytes / 1024 / 1024 }
  return { files, faults: [...faults].map((code) => ({ field: 'files', code, details })) }
} // prettier-ignore

export function evidenceView({ _id, name, size }: AttachmentRecord): EvidenceView {
  return { id: _id.toHexString(), name, size }
}

/** As an envelope names them. */
export function uploadsOf(
  files: readonly AttachmentRecord[],
): { upload: string; name: string; type: string; size: number }[] {
  return files.map(({ _id, name, type, size }) => ({ upload: _id.toHexString(), name, type, size }))
}

async function keptBefore(ids: readonly string[], owner: string): Promise<AttachmentRecord[]> {
  const chosen = ids.filter((id) => /^[0-9a-f]{24}$/.test(id)).slice(0, formLimits.files)
  if (chosen.length === 0) return []
  const own = { 'by.kind': 'visitor' as const, 'by.id': owner, message: null }
  return Attachment.find({ _id: { $in: chosen.map((id) => new Types.ObjectId(id)) }, ...own }).lean<AttachmentRecord[]>()
} // prettier-ignore

function uploader(owner: string): OutsideActor {
  return { kind: 'visitor', id: owner, name: '', tickets: [] }
}
