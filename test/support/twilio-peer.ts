import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'node:querystring'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { RawRequest } from '../../channels/channel.js'

/** What the peer was asked, in the order it came. */
export interface TwilioCall {
  method: string
  path: string
  query: URLSearchParams
  authorization: string
  form: URLSearchParams
  body: string
}

/** A server on 127.0.0.1 that answers as Twilio's API does; scripted by the numbers that are written to. */
export interface TwilioPeer {
  url: string
  calls: TwilioCall[]
  /** The messages it took. */
  taken: TwilioCall[]
  close(): Promise<void>
}

/** Numbers that do not take a message, in the style of Twilio's own test numbers, and what happens instead. */
export const magic = {
  invalid: '+15005550001',
  landline: '+15005550009',
  optedOut: '+15005550010',
  tooMany: '+15005550011',
  badSender: '+15005550012',
  outsideWindow: '+15005550013',
  brokenServer: '+15005550014',
  silent: '+15005550015',
  cut: '+15005550016',
  unreadable: '+15005550017',
  withoutSid: '+15005550018',
  redirected: '+15005550019',
} as const

type PeerError = [status: number, code: number, message: string]

const errors: Readonly<Record<string, PeerError>> = {
  [magic.invalid]: [400, 21211, "The 'To' number +15005550001 is not a valid phone number."],
  [magic.landline]: [400, 21614, "'To' number is not a valid mobile number"],
  [magic.optedOut]: [400, 21610, 'Attempt to send to unsubscribed recipient'],
  [magic.tooMany]: [429, 20429, 'Too Many Requests'],
  [magic.badSender]: [400, 21212, "The 'From' number is not a valid phone number or shortcode."],
  [magic.outsideWindow]: [400, 63016, 'Failed to send freeform message because you are outside the allowed window.'],
  [magic.brokenServer]: [500, 20500, 'Internal Server Error'],
} // prettier-ignore

export const peerAccount = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'f'.repeat(32) }

/** A webhook as Twilio signs and posts it. */
export function signedWebhook(form: string, url: string, authToken = peerAccount.authToken): RawRequest {
  const params = parse(form) as Record<string, string | string[]>
  const signature = getExpectedTwilioSignature(authToken, url, { ...params })
  return webhook(form, url, { 'x-twilio-signature': signature })
}

/** A webhook with these headers beside its content type. */
export function webhook(
  body: string | Buffer,
  url: string,
  headers: Record<string, string> = {},
): RawRequest {
  return {
    method: 'POST',
    url,
    query: Object.fromEntries(new URL(url).searchParams),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: Buffer.from(body),
  }
}

/**
 * @param numbers our numbers that the account has at Twilio, with the webhook that is set there
 * @param always answers every message as if it went to this number
 */
export async function startTwilioPeer(
  numbers: Record<string, string> = {},
  always?: string,
): Promise<TwilioPeer> {
  const calls: TwilioCall[] = []
  const taken: TwilioCall[] = []
  const server = createServer((req, res) => {
    void read(req).then((call) => {
      calls.push(call)
      answer(call, res, { numbers, taken, always })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(req: IncomingMessage): Promise<TwilioCall> {
  const chunks: Buffer[] = []
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
  const url = new URL(req.url ?? '/', 'http://peer')
  return {
    method: req.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    authorization: req.headers.authorization ?? '',
    form: new URLSearchParams(Buffer.concat(chunks).toString()),
    body: Buffer.concat(chunks).toString(),
  }
}

interface State {
  numbers: Record<string, string>
  taken: TwilioCall[]
  always: string | undefined
}

function answer(call: TwilioCall, res: ServerResponse, state: State): void {
  const basic = Buffer.from(`${peerAccount.accountSid}:${peerAccount.authToken}`).toString('base64')
  if (call.authorization !== `Basic ${basic}`) {
    fail(res, 401, 20003, 'Authenticate')
    return
  }
  const account = `/2010-04-01/Accounts/${peerAccount.accountSid}`
  const known: Record<string, () => void> = {
    [`GET ${account}.json`]: () => reply(res, 200, { sid: peerAccount.accountSid, friendly_name: 'Çiçek Pazarı', status: 'active' }),
    [`GET ${account}/IncomingPhoneNumbers.json`]: () => reply(res, 200, numbersPage(call, state)),
    [`POST ${account}/Messages.json`]: () => message(call, res, state),
    [`GET /media/ok.jpg`]: () => res.writeHead(200, { 'content-type': 'image/jpeg' }).end('jpeg bytes'),
  } // prettier-ignore
  const found = known[`${call.method} ${call.path}`] ?? extra(call, res, state)
  if (found) found()
  else fail(res, 404, 20404, `The requested resource ${call.path} was not found`)
}

/** Numbers and senders by their id: read them, set their webhook. */
function extra(call: TwilioCall, res: ServerResponse, { numbers }: State): (() => void) | null {
  const number = Object.keys(numbers).find((one) => call.path.endsWith(`/${sidOf('PN', one)}.json`))
  if (number !== undefined)
    return () => {
      numbers[number] = call.form.get('SmsUrl') ?? numbers[number] ?? ''
      reply(res, 200, numberOf(number, numbers[number] ?? ''))
    }
  const service = /^\/v1\/Services\/(MG\w+)$/.exec(call.path)?.[1]
  if (service !== undefined)
    return () => {
      numbers[service] = call.form.get('InboundRequestUrl') ?? numbers[service] ?? ''
      reply(res, 200, { sid: service, friendly_name: 'Bildirimler', inbound_request_url: numbers[service], use_inbound_webhook_on_number: false })
    }
  if (call.path === '/v2/Channels/Senders') return () => reply(res, 200, { meta: meta('senders'), senders: Object.keys(numbers).map((one) => sender(one, numbers)) })
  const sending = Object.keys(numbers).find((one) => call.path === `/v2/Channels/Senders/${sidOf('XE', one)}`)
  if (sending === undefined) return null
  return () => {
    const given = call.method === 'POST' ? (JSON.parse(call.body) as { webhook?: { callback_url?: string } }) : {}
    numbers[sending] = given.webhook?.callback_url ?? numbers[sending] ?? ''
    reply(res, 200, sender(sending, numbers))
  }
} // prettier-ignore

function message(call: TwilioCall, res: ServerResponse, { taken, always }: State): void {
  const { form } = call
  const to = always ?? (form.get('To') ?? '').replace('whatsapp:', '')
  const missing: PeerError = [400, 21604, "A 'To' phone number is required."]
  const error = form.has('To') ? errors[to] : missing
  if (error) {
    if (error[0] === 429) res.setHeader('retry-after', '7')
    fail(res, ...error)
    return
  }
  taken.push(call)
  const odd = odds[to]
  if (odd) odd(res)
  else
    reply(res, 201, {
      sid: `SM${String(taken.length).padStart(32, '0')}`,
      status: 'queued',
      to: form.get('To'),
    })
}

/** What happens after a message was taken, other than a good answer. */
const odds: Readonly<Record<string, (res: ServerResponse) => void>> = {
  [magic.silent]: () => undefined,
  [magic.cut]: (res) => res.socket?.destroy(),
  [magic.unreadable]: (res) => res.writeHead(201, { 'content-type': 'text/html' }).end('<html>'),
  [magic.withoutSid]: (res) => reply(res, 201, { status: 'queued' }),
  [magic.redirected]: (res) => res.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end(),
}

function numbersPage(call: TwilioCall, { numbers }: State): object {
  const wanted = Object.entries(numbers).filter(([number]) => number === call.query.get('PhoneNumber'))
  return { incoming_phone_numbers: wanted.map(([number, url]) => numberOf(number, url)), page: 0, page_size: 50 }
} // prettier-ignore

function numberOf(number: string, smsUrl: string): object {
  const capabilities = { voice: true, sms: true, mms: false, fax: false }
  return { sid: sidOf('PN', number), phone_number: number, sms_url: smsUrl, capabilities }
}

function sender(number: string, numbers: Record<string, string>): object {
  const webhook = { callback_url: numbers[number] }
  return { sid: sidOf('XE', number), sender_id: `whatsapp:${number}`, status: 'ONLINE', webhook }
}

function meta(key: string): object {
  return { key, page: 0, page_size: 50, first_page_url: '', previous_page_url: null, next_page_url: null, url: '' } // prettier-ignore
}

function sidOf(kind: string, number: string): string {
  return `${kind}${number.replace(/\D/g, '').padStart(32, '0')}`
}

function reply(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function fail(res: ServerResponse, status: number, code: number, message: string): void {
  reply(res, status, { code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` })
}
