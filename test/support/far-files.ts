import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChannelAdapter, InboundMessage, Profile } from '../../channels/channel.js'
import { receiveMessage } from '../../jobs/receive-message.js'
import { now } from '../../server/lib/clock.js'
import { ChannelRejected, ChannelUnavailable } from '../../server/lib/errors.js'
import { randomId } from '../../server/lib/ids.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { accept } from '../../server/models/intake/index.js'
import { allMessages, type TestContext } from './worker.js'
import type { MessageRecord } from '../../server/models/messages/index.js'

/** A one-pixel picture. */
export const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore

/** A provider that keeps the files of its messages itself and tells what people call themselves. */
export interface FarEnd {
  url: string
  /** How it answers a request for a file. */
  answer: (path: string, response: ServerResponse) => void
  /** What it tells of a sender: a profile, nothing, or that it is down. */
  profile: Profile | null | 'down'
  asked: string[]
  close(): void
}

export async function openFarEnd(): Promise<FarEnd> {
  const server = createServer((request, response) => {
    end.asked.push(request.url ?? '')
    end.answer(request.url ?? '', response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end: FarEnd = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (_path, response) => response.end(pixel),
    profile: null,
    asked: [],
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return end
}

/** The far end as a channel: deliveries are messages in our own words, references are its URLs. */
export function farAdapter(end: FarEnd): ChannelAdapter {
  return {
    kind: 'telegram',
    caps: {
      intake: ['webhook'], outbound: { text: true, html: false, attachments: null, templates: false },
      audience: 'private', threading: 'native', receipts: [], supports: { edit: false, retract: false, react: false, typing: false },
    },
    authenticate: () => ({ ok: true }),
    normalise: ({ bytes, receivedAt }) => [{ ...usual(), ...(JSON.parse(String(bytes)) as Partial<InboundMessage>), receivedAt }],
    replyWindow: () => ({ mode: 'free' }),
    send: () => Promise.reject(new Error('nothing is sent here')),
    async openAttachment(ref, _account, signal, tools) {
      const { status, headers, body } = await tools.fetch(ref, { signal })
      if (status === 404) throw new ChannelRejected('media_gone')
      if (status !== 200) throw new ChannelUnavailable('media_unavailable')
      return { type: headers['content-type'] ?? '', content: body }
    },
    describeSender(id) {
      end.asked.push(`name of ${id.value}`)
      return end.profile === 'down' ? Promise.reject(new ChannelUnavailable('far_end_down')) : Promise.resolve(end.profile)
    },
  } // prettier-ignore
}

function usual(): InboundMessage {
  return {
    kind: 'message', channel: 'telegram', externalId: randomId(), sender: [{ type: 'telegram', scope: 'bot', value: '4711', proof: 'transport' }],
    senderName: '', audience: 'private', direction: 'in', subject: '', text: 'Güller solmuş geldi', fullText: 'Güller solmuş geldi',
    attachments: [], references: [], sentAt: null, receivedAt: now(),
  } // prettier-ignore
}

export function farAccount({ secrets }: TestContext): Promise<ChannelAccountRecord> {
  const input: AccountInput = { channel: 'telegram', key: 'bot', name: 'Bot', addresses: [], team: null, locale: 'tr', settings: {} } // prettier-ignore
  return createAccount(input, secrets)
}

/** A message as it comes in at the door, processed. @returns the messages of all tickets afterwards */
export async function deliver(
  message: Partial<InboundMessage>,
  account: ChannelAccountRecord,
  context: TestContext,
): Promise<MessageRecord[]> {
  const bytes = Buffer.from(JSON.stringify({ externalId: randomId(), ...message }))
  const { id } = await accept({ bytes, transport: { via: 'http' } }, account, context.blobs)
  await receiveMessage({ inboundId: id.toHexString() }, context)
  return allMessages()
}
