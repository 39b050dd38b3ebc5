import { fileTypeFromBuffer } from 'file-type'
import multer from 'multer'
import { Types } from 'mongoose'
import type { Request, RequestHandler, Response } from 'express'
import { chatLimits } from '../../../channels/chat/envelope.js'
import type { WidgetFile } from '../../../views/types/widget.js'
import { presentChatFile } from '../../../views/present/chat-messages.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { attachmentById, upload } from '../../models/attachments/index.js'
import { isVisible, visitorActor } from '../../models/chats/index.js'
import { messageById } from '../../models/messages/index.js'
import { sendFile } from '../download.js'
import { Refused } from '../refused.js'
import { safeName } from '../upload.js'
import type { Web } from '../web.js'
import { chatDeskOf } from './desk.js'
import { readerOfVisitor, visitorOf, visitorOfRequest } from './visitors.js'

/** Reads `multipart/form-data` with one file under the field `file`, in memory. */
export function readFile(): RequestHandler {
  const limits = { fileSize: chatLimits.fileBytes, files: 1, fields: 5, fieldSize: 1_000, parts: 8 }
  return multer({ storage: multer.memoryStorage(), limits, defParamCharset: 'utf8' }).single('file')
}

/** Who uploads is asked before the first byte of the file is read. */
export function mayUpload(web: Web): RequestHandler {
  return async (req, res, next) => {
    const visitor = await visitorOfRequest(req, web)
    await chatDeskOf(web).limits.take('upload', req.ip ?? '', visitor.id)
    res.locals['visitor'] = visitor
    next()
  }
}

/**
 * Keeps a file until its visitor sends it with a message: a picture or a PDF by its own bytes, whatever it is called.
 * @throws Invalid('no_file'), Refused 415 'file_type_not_allowed'
 */
export async function takeFile(req: Request, res: Response, web: Web): Promise<WidgetFile> {
  const { id } = res.locals['visitor'] as { id: string }
  const { file } = req
  if (!file) throw new Invalid('no_file')
  const type = (await fileTypeFromBuffer(file.buffer))?.mime
  if (type === undefined || !chatLimits.fileTypes.some((one) => one === type))
    throw new Refused(415, 'file_type_not_allowed')
  const by = visitorActor({ _id: id, name: '' }, null)
  const stored = await upload(
    { name: safeName(file.originalname), type, content: file.buffer },
    by,
    web.blobs,
  )
  return presentChatFile({ ...stored, id: stored._id })
}

/** A file of a message that the visitor may read. @throws NotFound('attachment_not_found') for all others */
export async function giveFile(req: Request, res: Response, web: Web): Promise<void> {
  const { token } = req.query
  const visitor = await visitorOf(typeof token === 'string' ? token : '', web)
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('attachment_not_found')
  const file = await attachmentById(new Types.ObjectId(id))
  const reader = await readerOfVisitor(visitor)
  const message = file.message ? await messageById(file.message) : null
  const isTheirs = reader && message && message.ticket.equals(reader.ticket._id) && isVisible(message, reader)
  if (!isTheirs || message.retraction || message.deletion) throw new NotFound('attachment_not_found')
  // The frame has no origin of its own, so every page is another one to it.
  res.setHeader('cross-origin-resource-policy', 'cross-origin')
  await sendFile(res, web.blobs, file, true)
}
