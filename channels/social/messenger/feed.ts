import type { InboundAttachment, NormalisedEvent } from '../../channel.js'
import { fields, idText, list, text, type Loose } from '../loose.js'
import { commentAuthor, commentMessage, type Comment } from '../meta/comments.js'
import { ignored } from '../meta/envelope.js'
import { isOurs, type MetaPlace } from '../meta/parties.js'
import { messageId, plain, webUrl, whenOf } from '../meta/values.js'

/** What visitors write on the page itself; the post is then what is answered. */
const posts = new Set(['post', 'status', 'photo', 'video', 'share', 'link'])

/**
 * One element of a page's `changes` (Page webhook reference, field `feed`): comments, and posts that visitors leave on
 * the page. Likes, reactions and the page's own posts are no complaints. Hiding is the page's doing, not the writer's: a
 * hidden comment is not deleted.
 */
export function readFeed(change: Loose, place: MetaPlace): NormalisedEvent[] {
  if (text(change['field']) !== 'feed')
    return ignored(`field_${text(change['field']) || 'unknown'}`.slice(0, 60))
  const value = fields(change['value'])
  const item = text(value['item'])
  const isComment = item === 'comment'
  if (!isComment && !posts.has(item))
    return ignored(item === '' ? 'unknown_item' : `feed_${item}`.slice(0, 60))
  const comment = commentOf(value, isComment, place)
  if (comment.id === '') return ignored('no_comment_id')
  if (!isComment && comment.isEcho) return ignored('own_post')
  return byVerb(text(value['verb']), comment, place)
}

function byVerb(verb: string, comment: Comment, place: MetaPlace): NormalisedEvent[] {
  const about = {
    target: comment.id,
    by: commentAuthor(comment, place),
    at: comment.at ?? place.entry.receivedAt,
    recipient: place.entry.id,
  }
  if (verb === 'add') return [commentMessage(comment, place)]
  if (verb === 'edited' || verb === 'edit') return [{ kind: 'edit', text: comment.text, ...about }]
  if (verb === 'remove') return [{ kind: 'delete', ...about }]
  return ignored(verb === '' ? 'no_verb' : `feed_verb_${verb}`.slice(0, 60))
}

function commentOf(value: Loose, isComment: boolean, place: MetaPlace): Comment {
  const from = fields(value['from'])
  const author = idText(from['id']) || idText(value['sender_id'])
  const thread = messageId(value['post_id'])
  const parent = messageId(value['parent_id'])
  return {
    id: isComment ? messageId(value['comment_id']) : thread,
    thread,
    parent: isComment && parent !== thread ? parent : '',
    author,
    authorName: plain(from['name']) || plain(value['sender_name']),
    text: plain(value['message']),
    attachments: pictures(value),
    permalink: webUrl(value['permalink_url']) || webUrl(fields(value['post'])['permalink_url']),
    isEcho: isOurs(author, place),
    at: whenOf(value['created_time']) ?? whenOf(place.entry.fields['time']),
  }
}

function pictures(value: Loose): InboundAttachment[] {
  const found: [url: string, type: string, name: string][] = [
    [webUrl(value['photo']), 'image/jpeg', 'photo'],
    [webUrl(value['video']), 'video/mp4', 'video'],
    ...list(value['photos']).map((url): [string, string, string] => [webUrl(url), 'image/jpeg', 'photo']),
  ]
  return found
    .filter(([url]) => url !== '')
    .map(([ref, type, name], index) => ({
      name: `${name}-${index + 1}.${type === 'video/mp4' ? 'mp4' : 'jpg'}`,
      type,
      size: 0,
      inline: false,
      ref,
    }))
}
