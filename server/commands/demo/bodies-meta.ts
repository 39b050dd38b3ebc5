import { ownAddresses, type Talker } from './talkers.js'
import { providerId, type Body, type Spoken } from './spoken.js'

export type MetaChannel = 'messenger' | 'instagram'

/** A message in private. */
export function directMessage(channel: MetaChannel, { id, who, at, words }: Spoken) {
  const message = { mid: providerId(channel, id), text: words.text }
  return metaEnvelope(channel, at, { messaging: [{ ...metaParties(channel, who, at), message }] })
}

/** A comment under a post of the page. */
export function pageComment({ id, who, at, words, post }: Spoken) {
  const value = {
    item: 'comment',
    verb: 'add',
    comment_id: providerId('messenger', id),
    post_id: `${ownAddresses.messenger}_${post}`,
    parent_id: `${ownAddresses.messenger}_${post}`,
    from: { id: who.psid, name: who.name },
    message: words.text,
    created_time: Math.floor(at.getTime() / 1_000),
  }
  return metaEnvelope('messenger', at, { changes: [{ field: 'feed', value }] })
}

/** A comment under a picture of ours. */
export function mediaComment({ id, who, at, words, post }: Spoken) {
  const value = {
    id: providerId('instagram', id),
    from: { id: who.igsid, username: who.handle },
    media: { id: `media_${post}` },
    text: words.text,
  }
  return metaEnvelope('instagram', at, { changes: [{ field: 'comments', value }] })
}

/** The writer takes back what they said (Instagram). */
export function deletionOf({ id, who }: Spoken, at: Date): Body {
  const message = { mid: providerId('instagram', id), is_deleted: true }
  const body = metaEnvelope('instagram', at, {
    messaging: [{ ...metaParties('instagram', who, at), message }],
  })
  return { bytes: Buffer.from(JSON.stringify(body)), transport: { via: 'http' } }
}

/** The provider says that what we sent has been read. */
export function readingOf(channel: 'sms' | 'whatsapp' | MetaChannel, externalId: string, who: Talker, at: Date): Body {
  const body =
    channel === 'messenger' || channel === 'instagram'
      ? JSON.stringify(metaEnvelope(channel, at, { messaging: [{ ...metaParties(channel, who, at), read: { mid: externalId, watermark: at.getTime() } }] }))
      : new URLSearchParams({ MessageSid: externalId, MessageStatus: channel === 'sms' ? 'delivered' : 'read' }).toString()
  return { bytes: Buffer.from(body), transport: { via: 'http' } }
} // prettier-ignore

const metaObject = { messenger: 'page', instagram: 'instagram' } as const

function metaEnvelope(channel: MetaChannel, at: Date, content: Record<string, unknown>) {
  return {
    object: metaObject[channel],
    entry: [{ id: ownAddresses[channel], time: at.getTime(), ...content }],
  }
}

function metaParties(channel: MetaChannel, who: Talker, at: Date) {
  const sender = { id: channel === 'messenger' ? who.psid : who.igsid }
  return { sender, recipient: { id: ownAddresses[channel] }, timestamp: at.getTime() }
}
