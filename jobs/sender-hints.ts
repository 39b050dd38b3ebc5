import { Types } from 'mongoose'
import { channels } from '../channels/index.js'
import type { ChannelAdapter, ChannelName } from '../channels/channel.js'
import { pendingFilesOf } from '../server/models/attachments/index.js'
import { writtenByNameless } from '../server/models/customers/index.js'
import type { DomainEvent } from '../server/models/event.js'
import type { Hint } from './reactions.js'

/** What remains to be asked of providers about messages: their files, and the names of their writers. */
export async function senderHints(events: readonly DomainEvent[]): Promise<Hint[]> {
  const messages = new Map<string, { event: string; channel: ChannelName }>()
  for (const event of events) {
    const came = event.name === 'message.received' || event.name === 'reply.echoed'
    // A mail carries its files and the name of its writer; the many of a busy hour cost no query.
    if (came && event.data.channel !== 'email')
      messages.set(event.data.messageId, { event: event._id.toHexString(), channel: event.data.channel })
  }
  if (messages.size === 0) return []
  return [...(await fileHints(messages)), ...(await nameHints(messages))]
}

type Messages = ReadonlyMap<string, { event: string; channel: ChannelName }>

/** The sweep finds those that no hint reaches. */
async function fileHints(messages: Messages): Promise<Hint[]> {
  const files = await pendingFilesOf(idsOf(messages))
  return files.map(({ _id, message }) => {
    const attachmentId = _id.toHexString()
    const event = messages.get(message.toHexString())?.event ?? ''
    return {
      event,
      name: 'fetch-media',
      data: { attachmentId },
      options: { id: `fetch-media:${attachmentId}:0` },
    }
  })
}

async function nameHints(messages: Messages): Promise<Hint[]> {
  const asked = new Map([...messages].filter(([, { channel }]) => tellsNames(channel)))
  if (asked.size === 0) return []
  const nameless = await writtenByNameless(idsOf(asked))
  return nameless.map((_id) => {
    const messageId = _id.toHexString()
    const event = asked.get(messageId)?.event ?? ''
    return {
      event,
      name: 'describe-sender',
      data: { messageId },
      options: { id: `${event}:describe-sender` },
    }
  })
}

function tellsNames(channel: ChannelName): boolean {
  const known: Partial<Record<ChannelName, ChannelAdapter>> = channels
  return known[channel]?.describeSender !== undefined
}

function idsOf(messages: Messages): Types.ObjectId[] {
  return [...messages.keys()].map((id) => new Types.ObjectId(id))
}
