import type { ChannelAccount, NormalisedEvent, StoredRaw } from '../../channel.js'
import { fields, idText, text, type Loose } from '../loose.js'
import { commentMessage, type Comment } from '../meta/comments.js'
import { ignored, readEnvelope, type MetaEntry, type ReadItem } from '../meta/envelope.js'
import { readMessaging } from '../meta/messaging.js'
import { isOurs, type MetaPlace } from '../meta/parties.js'
import { standbyReader } from '../meta/standby.js'
import { messageId, plain, whenOf } from '../meta/values.js'

/**
 * An Instagram account's webhook body to events: direct messages under `messaging`, comments and mentions under
 * `changes`. Pure and total.
 * @throws ChannelRejected('payload_unreadable') when the bytes are not JSON
 */
export function normaliseInstagram(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const place = (entry: MetaEntry): MetaPlace => ({ channel: 'instagram', identity: 'igsid', account, entry })
  const messaging: ReadItem = (item, entry) => readMessaging(item, place(entry))
  return readEnvelope(raw, 'instagram', {
    messaging,
    standby: standbyReader(messaging, account),
    changes: (item, entry) => readChange(item, place(entry)),
  })
}

/** Public words, and direct messages in the shape that Instagram's own login sends them in. */
function readChange(change: Loose, place: MetaPlace): NormalisedEvent[] {
  const field = text(change['field'])
  const value = fields(change['value'])
  if (Object.keys(fields(value['sender'])).length > 0) return readMessaging(value, place)
  if (field === 'comments' || field === 'live_comments') return readComment(value, place)
  // a mention names only ids, its words are not in it
  if (field === 'mentions') return plain(value['text']) === '' ? ignored('mention_without_text') : readComment(value, place) // prettier-ignore
  return ignored(`field_${field || 'unknown'}`.slice(0, 60))
}

function readComment(value: Loose, place: MetaPlace): NormalisedEvent[] {
  const comment = commentOf(value, place)
  return comment.id === '' ? ignored('no_comment_id') : [commentMessage(comment, place)]
}

function commentOf(value: Loose, place: MetaPlace): Comment {
  const from = fields(value['from'])
  const author = idText(from['id'])
  return {
    id: messageId(value['id']) || messageId(value['comment_id']),
    thread:
      messageId(fields(value['media'])['id']) || messageId(value['media_id']) || messageId(value['post_id']),
    parent: messageId(value['parent_id']),
    author,
    authorName: plain(from['username']),
    text: plain(value['text']),
    attachments: [],
    permalink: '',
    isEcho: isOurs(author, place) || isOurs(idText(from['self_ig_scoped_id']), place),
    at: whenOf(value['created_time']) ?? whenOf(value['timestamp']) ?? whenOf(place.entry.fields['time']),
  }
}
