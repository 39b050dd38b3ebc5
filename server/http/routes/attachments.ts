import { Types } from 'mongoose'
import { z } from 'zod'
import { Invalid } from '../../lib/errors.js'
import { attachmentById, fetched, upload } from '../../models/attachments/index.js'
import { presentAttachment } from '../../../views/present/messages.js'
import { alreadySent, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import { sendFile } from '../download.js'
import { readFiles, safeName, trueType, uploadLimits } from '../upload.js'

export const attachmentRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/attachments',
    summary: `Upload files for a message to come: field \`files\`, at most ${uploadLimits.files} of ${uploadLimits.bytes} bytes each`,
    permission: 'user',
    before: () => readFiles(),
    consumes: 'multipart/form-data',
    responses: {
      201: z.object({
        items: z.array(schemas.attachment),
        limits: z.object({ bytes: z.number(), files: z.number() }),
      }),
    },
    async handler({ web, req, actor }) {
      const files = Array.isArray(req.files) ? req.files : []
      if (files.length === 0) throw new Invalid('no_file')
      const items = []
      for (const { originalname, mimetype, buffer } of files) {
        const file = { name: safeName(originalname), type: await trueType(buffer, mimetype), content: buffer }
        const stored = await upload(file, actor, web.blobs)
        items.push(presentAttachment({ ...stored, id: stored._id }))
      }
      return { items, limits: uploadLimits }
    },
  }),
  route({
    method: 'get',
    path: '/attachments/:id',
    summary:
      'Download a file of a ticket one may see; pictures are shown in place unless `download` is asked for',
    permission: { attachment: 'see' },
    params: schemas.idParams,
    query: z.strictObject({ download: z.literal('1').optional() }),
    responses: { 200: null },
    async handler({ web, res, params, query }) {
      const file = fetched(await attachmentById(new Types.ObjectId(params.id)))
      await sendFile(res, web.blobs, file, query.download === undefined)
      return alreadySent
    },
  }),
]
