import type { InboundMessage, NormalisedEvent } from '../../channel.js'
import { fields, idText, number, text, type Loose } from '../loose.js'
import { commentAuthor, commentMessage, type Comment } from '../meta/comments.js'
import { ignored } from '../meta/envelope.js'
import { isOurs, type MetaPlace } from '../meta/parties.js'
import { messageId, plain, webUrl, whenOf } from '../meta/values.js'

/**
 * One `rating` of a page's `ratings` (Page webhook reference): stars, or whether the page is recommended, mostly with
 * words. It is answered by a comment on its story.
 */
export function readRating(value: Loose, place: MetaPlace): NormalisedEvent[] {
  const story = reviewOf(value, place)
  if (story.id === '') return ignored('no_comment_id')
  const about = {
    target: story.id,
    by: commentAuthor(story, place),
    at: story.at ?? place.entry.receivedAt,
    recipient: place.entry.id,
  }
  const verb = text(value['verb'])
  if (verb === 'remove') return [{ kind: 'delete', ...about }]
  if (verb === 'edit' || verb === 'edited') return [{ kind: 'edit', text: story.text, ...about }]
  if (verb !== 'add') return ignored(`ratings_verb_${verb || 'unknown'}`.slice(0, 60))
  return [{ ...commentMessage(story, place), kind: 'review', ...ratingOf(value) }]
}

function reviewOf(value: Loose, place: MetaPlace): Comment {
  const from = fields(value['from'])
  const author = idText(value['reviewer_id']) || idText(from['id'])
  const id = messageId(value['open_graph_story_id']) || messageId(value['post_id'])
  return {
    id,
    thread: id,
    parent: '',
    author,
    authorName: plain(value['reviewer_name']) || plain(from['name']),
    text: plain(value['review_text']) || plain(value['message']),
    attachments: [],
    permalink: webUrl(value['permalink_url']),
    isEcho: isOurs(author, place),
    at: whenOf(value['created_time']) ?? whenOf(place.entry.fields['time']),
  }
}

/** Stars out of five; a recommendation is one of one, a warning none of one. */
function ratingOf(value: Loose): Pick<InboundMessage, 'rating'> {
  const stars = number(value['rating'])
  if (stars !== null && stars >= 0 && stars <= 5) return { rating: { value: stars, max: 5 } }
  const advice = text(value['recommendation_type']).toUpperCase()
  if (advice !== 'POSITIVE' && advice !== 'NEGATIVE') return {}
  return { rating: { value: advice === 'POSITIVE' ? 1 : 0, max: 1 } }
}
