import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { ChannelRejected } from '../errors.js'
import type { Target } from './targets.js'

export interface Exchange {
  method: string
  headers: Record<string, string>
  body: Buffer | undefined
  maxBytes: number
  signal: AbortSignal
  /** Called once the request can have reached the far end. */
  onSent: () => void
}

/** An answer's head, and its bytes unless it sends on elsewhere. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/**
 * One request over a connection of its own to one of the target's checked addresses; Host, SNI and the certificate's name
 * stay those of the URL.
 * @throws ChannelRejected('response_too_large'), and what node:http raises for everything else
 */
export async function exchange(target: Target, what: Exchange): Promise<Answer> {
  const response = await headOf(target, what)
  const headers = headersOf(response)
  const tooLarge = Number(headers['content-length'] ?? 0) > what.maxBytes
  if (tooLarge) response.destroy()
  const body = tooLarge ? null : await read(response, what.maxBytes)
  if (!body) throw new ChannelRejected('response_too_large', { host: target.host, maxBytes: what.maxBytes })
  return { status: response.statusCode ?? 0, headers, body }
}

function headOf(target: Target, what: Exchange): Promise<IncomingMessage> {
  const secure = target.url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (secure ? tlsRequest : plainRequest)(optionsOf(target, what))
    request.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', what.onSent))
    request.once('response', resolve)
    request.once('error', reject)
    // Without a listener an answer that switches protocols would end in silence.
    request.once('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('the far end switched protocols'))
    })
    request.end(what.body)
  })
}

function optionsOf({ url, host, addresses }: Target, what: Exchange): RequestOptions {
  const length = what.body ? { 'content-length': String(what.body.length) } : {}
  return {
    protocol: url.protocol,
    hostname: host,
    port: url.port || null,
    path: url.pathname + url.search,
    method: what.method,
    headers: { ...what.headers, ...length, 'accept-encoding': 'identity' },
    // A connection kept from an earlier request would go to the address that was checked then.
    agent: false,
    lookup: pinned(addresses),
    signal: what.signal,
  }
}

/** Answers with the checked addresses, whatever name servers say by now. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, done) => {
    const first = all[0]
    if (options.all) done(null, all)
    else if (first) done(null, first.address, first.family)
    else done(new Error('no address'), '')
  }
}

/** The bytes, or null as soon as there are more than may be. */
async function read(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop destroys the connection.
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
