import express, { Router, type Request } from 'express'
import type { ChannelAdapter, RawRequest } from '../../channels/channel.js'
import { adapterFor } from '../../channels/index.js'
import { ChannelRejected, NotFound } from '../lib/errors.js'
import { accountByKey, openAccount, type ChannelAccountRecord } from '../models/channel-accounts/index.js'
import { accept } from '../models/intake/index.js'
import { channelNames, type ChannelName } from '../models/intake/message-shapes.js'
import { Refused } from './refused.js'
import type { Web } from './web.js'

/** The largest delivery that is taken: a mail of 25 MB. */
const limit = '25mb'

/**
 * The door of every channel that comes by HTTP: `POST /channels/:channel/:account`. The proof is checked over the raw
 * bytes, then they are stored for good, and only then the sender is told so.
 */
export function inboundDoor(web: Web): Router {
  const router = Router()
  router.post('/:channel/:account', async (req, _res, next) => {
    await web.limits.inbound(`${req.params.channel}/${req.params.account}`, req.ip ?? '')
    next()
  })
  router.post('/:channel/:account', express.raw({ type: () => true, limit }), async (req, res) => {
    const { adapter, account } = await doorOf(req.params.channel, req.params.account)
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    authenticate(req, body, adapter, account, web)
    if (body.length === 0) throw new Refused(400, 'empty_delivery')
    const transport = { via: 'http', remoteAddress: req.ip ?? '' }
    const { id, duplicate } = await accept({ bytes: body, transport }, account, web.blobs)
    if (!duplicate) await web.enqueue('receive-message', { inboundId: id.toHexString() })
    res.status(202).json({ id: id.toHexString(), duplicate })
  })
  return router
}

async function doorOf(
  channel: string,
  key: string,
): Promise<{ adapter: ChannelAdapter; account: ChannelAccountRecord }> {
  const name = channelNames.find((one) => one === channel)
  if (name === undefined) throw new NotFound('channel_account_not_found')
  return { adapter: adapterFor(name satisfies ChannelName), account: await accountByKey(name, key) }
}

/** @throws ChannelRejected('proof_invalid', 401), NotFound('channel_account_not_found') where the door is not open */
function authenticate(
  req: Request,
  body: Buffer,
  adapter: ChannelAdapter,
  account: ChannelAccountRecord,
  web: Web,
): void {
  const proof = adapter.authenticate(rawRequest(req, body, web), openAccount(account, web.secrets))
  if (proof.ok) return
  web.log.warn('delivery refused', { channel: account.channel, account: account.key, reason: proof.reason })
  if (proof.status === 404) throw new NotFound('channel_account_not_found')
  throw new ChannelRejected('proof_invalid', { status: 401 })
}

function rawRequest(req: Request, body: Buffer, web: Web): RawRequest {
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
  )
  const query = Object.fromEntries(new URL(req.originalUrl, web.config.web.publicBaseUrl).searchParams)
  return {
    method: req.method,
    url: `${web.config.web.publicBaseUrl}${req.originalUrl}`,
    query,
    headers,
    body,
  }
}
