import type { IdentityRef, InboundMessage } from '../../channel.js'
import { person, type MetaPlace } from './parties.js'

/** A public comment in our words, before it is one of our messages. */
export interface Comment {
  id: string
  /** The post or media it stands under. */
  thread: string
  /** The comment it answers; '' at the top. */
  parent: string
  /** Who wrote it; '' where Meta does not say. */
  author: string
  authorName: string
  text: string
  attachments: InboundMessage['attachments']
  permalink: string
  isEcho: boolean
  at: Date | null
}

/** One public comment as a message. */
export function commentMessage(comment: Comment, place: MetaPlace): InboundMessage {
  const { channel, entry } = place
  return {
    kind: 'comment',
    channel,
    externalId: comment.id,
    ...(comment.thread === '' ? {} : { externalThreadId: comment.thread }),
    sender: [commentAuthor(comment, place)],
    senderName: comment.authorName,
    audience: 'public',
    direction: comment.isEcho ? 'echo' : 'in',
    subject: '',
    text: comment.text,
    fullText: comment.text,
    attachments: comment.attachments,
    ...(comment.parent === '' ? {} : { inReplyTo: comment.parent }),
    references: [],
    sentAt: comment.at,
    receivedAt: entry.receivedAt,
    recipient: entry.id,
    ...(comment.permalink === '' ? {} : { permalink: comment.permalink }),
  }
}

/** Where Meta keeps the writer to itself, each comment has a writer of its own, proved by nothing. */
export function commentAuthor({ author, id }: Pick<Comment, 'author' | 'id'>, place: MetaPlace): IdentityRef {
  if (author !== '') return person(author, place.entry.id, place)
  return { ...person(`anonymous:${id}`, place.entry.id, place), proof: 'none' }
}
