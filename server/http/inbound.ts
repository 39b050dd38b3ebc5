import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import type { ChannelAdapter, HttpReply, RawRequest } from '../../channels/channel.js'
import { adapterFor } from '../../channels/index.js'
import { seconds } from '../lib/clock.js'
import { ChannelRejected, Forbidden, NotFound } from '../lib/errors.js'
import { sha256 } from '../lib/ids.js'
import { doorOf, type Door } from '../models/channel-accounts/index.js'
import { accept } from '../models/intake/index.js'
import { channelNames, type ChannelName } from '../models/intake/message-shapes.js'
import { Refused } from './refused.js'
import type { Web } from './web.js'

const takeMail = express.raw({ type: () => true, limit: '25mb' })
/** Providers' calls are small. */
const takeCall = express.raw({ type: () => true, limit: '1mb' })

/** More deliveries than this at once are a rush: taking them in comes before working on them. */
const rush = 32
const rushPasses = seconds(2)

/**
 * The doors of all channels that come by HTTP: `GET` and `POST /channels/:channel/:account`. A provider's handshake is
 * answered by its adapter. The proof of a delivery is checked over the raw bytes, then they are stored for good, and
 * only then the sender is told so, in the provider's own words. An account that is not there, or switched off, is 404.
 */
export function inboundDoor(web: Web): Router {
  const router = Router()
  let inside = 0
  router.all('/:channel/:account', enter(web), readBody, async (req, res) => {
    inside += 1
    try {
      await receive(req, res, web, inside > rush ? rushPasses : 0)
    } finally {
      inside -= 1
    }
  })
  return router
}

/** Who is knocked at; found before the body is read. */
interface Visit extends Door {
  adapter: ChannelAdapter
}

function enter(web: Web): RequestHandler<{ channel: string; account: string }> {
  return async (req, res, next) => {
    const { channel, account } = req.params
    await web.limits.inbound(`${channel}/${account}`, req.ip ?? '')
    const name = channelNames.find((one) => one === channel)
    if (name === undefined) throw new NotFound('channel_account_not_found')
    const door = await doorOf(name, account, web.secrets)
    res.locals['visit'] = { ...door, adapter: adapterFor(name) } satisfies Visit
    next()
  }
}

function visitOf(res: Response): Visit {
  return res.locals['visit'] as Visit
}

const readBody: RequestHandler = (req, res, next) => {
  const read = visitOf(res).account.channel === 'email' ? takeMail : takeCall
  read(req, res, next)
}

/** @param later how long the work on it may wait (ms) */
async function receive(req: Request, res: Response, web: Web, later: number): Promise<void> {
  const visit = visitOf(res)
  const { adapter, account } = visit
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  const request = rawRequest(req, body, web)
  const handshake = handshakeOf(request, visit)
  if (handshake) {
    answer(res, handshake)
    return
  }
  if (req.method !== 'POST') throw notAllowed(res)
  authenticate(request, visit, web)
  await web.limits.proven(`${account.channel}/${account.key}`, req.ip ?? '')
  if (body.length === 0) throw new Refused(400, 'empty_delivery')
  const taken = await accept({ ...deliveryOf(req, request, account.channel), later }, account, web.blobs)
  if (!taken.duplicate) hintAt(taken.id.toHexString(), later, web)
  answer(res, adapter.accepted?.(request) ?? accepted(taken))
}

/** The 2xx waits for the store, never for Redis: a sweep finds what no hint reached. */
function hintAt(inboundId: string, delay: number, web: Web): void {
  void web.enqueue('receive-message', { inboundId }, { id: `receive-message:${inboundId}:0`, delay })
}

function accepted({ id, duplicate }: Awaited<ReturnType<typeof accept>>): HttpReply {
  return { status: 202, type: 'application/json', body: JSON.stringify({ id: id.toHexString(), duplicate }) }
}

function handshakeOf(request: RawRequest, { adapter, open }: Visit): HttpReply | null {
  const asks = request.method === 'GET' || request.method === 'POST'
  return asks ? (adapter.handshake?.(request, open) ?? null) : null
}

function answer(res: Response, { status, type, body }: HttpReply): void {
  const contentType = type.includes(';') ? type : `${type}; charset=utf-8`
  const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }
  res.writeHead(status, headers).end(body)
}

function notAllowed(res: Response): Refused {
  res.setHeader('allow', 'POST')
  return new Refused(405, 'method_not_allowed')
}

/** @throws ChannelRejected('proof_invalid', 401), Forbidden('proof_invalid', 403), NotFound where the door is not open */
function authenticate(request: RawRequest, { adapter, account, open }: Visit, web: Web): void {
  const proof = adapter.authenticate(request, open)
  if (proof.ok) return
  web.log.warn('delivery refused', { channel: account.channel, account: account.key, reason: proof.reason })
  if (proof.status === 404) throw new NotFound('channel_account_not_found')
  if (proof.status === 403) throw new Forbidden('proof_invalid')
  throw new ChannelRejected('proof_invalid', { status: 401 })
}

/**
 * A delivery with the key by which it is known when it comes again: its bytes, and the query where there is one, since
 * reports on different messages may differ in nothing else. A mail is known by its bytes, whichever way it came.
 */
function deliveryOf(req: Request, { body, query }: RawRequest, channel: ChannelName): Parameters<typeof accept>[0] {
  const transport = { via: 'http', remoteAddress: req.ip ?? '', query: JSON.stringify(query) }
  const mark = req.originalUrl.indexOf('?')
  if (channel === 'email' || mark < 0) return { bytes: body, transport }
  const deliveryKey = sha256(Buffer.concat([Buffer.from(`${req.originalUrl.slice(mark)}\n`), body]))
  return { bytes: body, transport, deliveryKey }
} // prettier-ignore

/** Signatures are made over the address the provider was given, so the Host header has no say in it. */
function rawRequest(req: Request, body: Buffer, web: Web): RawRequest {
  const { publicBaseUrl } = web.config.web
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
  )
  const query = Object.fromEntries(new URL(req.originalUrl, publicBaseUrl).searchParams)
  return { method: req.method, url: `${publicBaseUrl}${req.originalUrl}`, query, headers, body }
}
