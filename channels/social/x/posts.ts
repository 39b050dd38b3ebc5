import type { IdentityRef, NormalisedEvent } from '../../channel.js'
import { fields, idText, instant, list, text, type Loose } from '../loose.js'
import { ignored, messageOf, personOf, xId, type Delivered } from './common.js'
import { mediaOf, ownWords, readable } from './words.js'

/**
 * One post of tweet_create_events: public words to us (a mention, an answer, a quotation of ours) are a comment, our own
 * answers an echo; reposts and what X delivers of our followers' talk are nobody's complaint.
 */
export function ofPost(item: unknown, delivered: Delivered): NormalisedEvent {
  const post = fields(item)
  const [id, author] = [xId(post), fields(post['user'])]
  if (id === '' || xId(author) === '') return ignored('unknown_shape')
  if (post['retweeted_status'] !== undefined) return ignored('repost')
  const answeredAuthor = idText(post['in_reply_to_user_id_str'])
  const echo = xId(author) === delivered.us
  if (echo && (answeredAuthor === '' || answeredAuthor === delivered.us)) return ignored('own_post')
  if (!echo && !speaksToUs(post, delivered.us)) return ignored('not_addressed')
  const answered = idText(post['in_reply_to_status_id_str'])
  return {
    ...commentOf(
      post,
      id,
      echo ? 'echo' : 'in',
      personOf(echo ? answeredAuthor : xId(author), delivered),
      delivered,
    ),
    externalThreadId: answered || id,
    ...(answered === '' ? {} : { inReplyTo: answered }),
    permalink: permalinkOf(text(author['screen_name']), id),
  }
}

/** One entry of tweet_delete_events: the writer took a post back. */
export function ofDeletion(item: unknown, { raw, ...rest }: Delivered): NormalisedEvent {
  const status = fields(fields(item)['status'])
  const [target, author] = [xId(status), idText(status['user_id']) || idText(status['user_id_str'])]
  if (target === '' || author === '') return ignored('unknown_shape')
  const at = instant(fields(item)['timestamp_ms']) ?? raw.receivedAt
  return { kind: 'delete', target, by: personOf(author, { raw, ...rest }), at, recipient: rest.us }
}

function commentOf(
  post: Loose,
  id: string,
  direction: 'in' | 'echo',
  sender: IdentityRef,
  delivered: Delivered,
) {
  const long = fields(post['extended_tweet'])
  const said = text(long['full_text']) || text(post['full_text']) || text(post['text'])
  const entities = long['entities'] ?? post['entities']
  const range = long['display_text_range'] ?? post['display_text_range']
  const media = fields(long['extended_entities'] ?? post['extended_entities'] ?? entities)['media']
  const full = readable(said, entities)
  return messageOf(delivered, {
    kind: 'comment',
    audience: 'public',
    direction,
    externalId: id,
    sender: [sender],
    senderName: direction === 'in' ? nameOf(fields(post['user'])) : '',
    text: readable(ownWords(said, range), entities) || full,
    fullText: full,
    attachments: mediaOf(list(media)),
    sentAt: instant(post['timestamp_ms']) ?? writtenAt(text(post['created_at'])),
  })
}

function speaksToUs(post: Loose, us: string): boolean {
  const entities = fields(fields(post['extended_tweet'])['entities'] ?? post['entities'])
  const named = list(entities['user_mentions']).some((mention) => xId(fields(mention)) === us)
  const quoted = xId(fields(fields(post['quoted_status'])['user'])) === us
  return named || quoted || idText(post['in_reply_to_user_id_str']) === us
}

function nameOf(author: Loose): string {
  return text(author['name']) || text(author['screen_name'])
}

function permalinkOf(screenName: string, id: string): string {
  return `https://x.com/${/^\w{1,50}$/.test(screenName) ? screenName : 'i'}/status/${id}`
}

/** "Wed Oct 10 20:19:24 +0000 2018" */
function writtenAt(said: string): Date | null {
  const parts = /^\w{3} (\w{3} \d{1,2}) (\d\d:\d\d:\d\d) \+0000 (\d{4})$/.exec(said)
  if (!parts) return null
  const at = new Date(`${parts[1] ?? ''} ${parts[3] ?? ''} ${parts[2] ?? ''} UTC`)
  return Number.isNaN(at.getTime()) ? null : at
}
