import type { InboundAttachment, NormalisedEvent } from '../../channel.js'
import { fields, idText, list, text, type Loose } from '../loose.js'
import { commentAuthor, commentMessage, type Comment } from '../meta/comments.js'
import { ignored } from '../meta/envelope.js'
import { isOurs, type MetaPlace } from '../meta/parties.js'
import { messageId, plain, webUrl, whenOf } from '../meta/values.js'
import { readRating } from './rating.js'

/** What visitors write on the page itself; the post is then what is answered. */
const posts = new Set(['post', 'status', 'photo', 'video', 'share', 'link'])

const verbs = new Set(['', 'add', 'edit', 'edited', 'remove'])

/**
 * One element of a page's `changes` (Page webhook reference). `feed`: comments, and posts that visitors leave on the page;
 * `mention`: words elsewhere that name the page, whose writer Meta does not tell; `ratings`: what people think of the
 * page. Likes, reactions and the page's own posts are no complaints. Hiding is the page's doing, not the writer's: a
 * hidden comment is not deleted.
 */
export function readFeed(change: Loose, place: MetaPlace): NormalisedEvent[] {
  const field = text(change['field'])
  const value = fields(change['value'])
  if (field === 'ratings' && text(value['item']) === 'rating') return readRating(value, place)
  if (!['feed', 'mention', 'ratings'].includes(field))
    return ignored(`field_${field || 'unknown'}`.slice(0, 60))
  return readPublic(value, place)
}

function readPublic(value: Loose, place: MetaPlace): NormalisedEvent[] {
  const item = text(value['item'])
  const isComment = item === 'comment'
  if (!isComment && !posts.has(item))
    return ignored(item === '' ? 'unknown_item' : `feed_${item}`.slice(0, 60))
  if (!verbs.has(text(value['verb']))) return ignored(`feed_verb_${text(value['verb'])}`.slice(0, 60))
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
  return ignored('no_verb')
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
    text: plain(value['message']) || (isComment ? '' : linkOf(value)),
    attachments: pictures(value),
    permalink: webUrl(value['permalink_url']) || webUrl(fields(value['post'])['permalink_url']),
    isEcho: isOurs(author, place),
    at: whenOf(value['created_time']) ?? whenOf(place.entry.fields['time']),
  }
}

/** Of a posted photo or video, `link` is the file; of anything else it is a page to look at. */
function filed(value: Loose): [url: string, type: string, name: string][] {
  const link = webUrl(value['link'])
  if (value['item'] === 'photo') return [[link, 'image/jpeg', 'photo']]
  return value['item'] === 'video' ? [[link, 'video/mp4', 'video']] : []
}

function linkOf(value: Loose): string {
  return value['item'] === 'photo' || value['item'] === 'video' ? '' : webUrl(value['link'])
}

function pictures(value: Loose): InboundAttachment[] {
  const found: [url: string, type: string, name: string][] = [
    [webUrl(value['photo']), 'image/jpeg', 'photo'],
    [webUrl(value['video']), 'video/mp4', 'video'],
    ...filed(value),
    ...list(value['photos']).map((url): [string, string, string] => [webUrl(url), 'image/jpeg', 'photo']),
  ]
  return found
    .filter(([url], index) => url !== '' && found.findIndex(([other]) => other === url) === index)
    .map(([ref, type, name], index) => ({
      name: `${name}-${index + 1}.${type === 'video/mp4' ? 'mp4' : 'jpg'}`,
      type,
      size: 0,
      inline: false,
      ref,
    }))
}
