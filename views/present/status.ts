import type { EventRecord } from '../../server/models/event.js'
import type { MessageRecord } from '../../server/models/messages/message.js'
import type { SatisfactionRecord } from '../../server/models/satisfactions/satisfaction.js'
import type { TicketRecord } from '../../server/models/tickets/ticket.js'
import type { Translate } from '../helpers/translate.js'
import type { StatusItemView, StatusPage, StatusRatingView } from '../types.js'

/** The ticket itself in its customer's words. @param reopensUntil null where nothing opens it again */
export function presentStatus(
  ticket: TicketRecord,
  reopensUntil: Date | null,
): Pick<StatusPage, 'number' | 'subject' | 'state' | 'openedAt' | 'wanted' | 'reopensUntil'> {
  const { number, subject, status, createdAt, wanted } = ticket
  return {
    ...{ number, subject, state: status },
    openedAt: createdAt.toISOString(),
    wanted: wanted ?? '',
    reopensUntil: reopensUntil?.toISOString() ?? '',
  }
}

/** Words and changes of state together, in the order in which they came. */
export function presentItems(
  messages: readonly MessageRecord[],
  events: readonly EventRecord[],
  base: string,
): StatusItemView[] {
  const words = messages.map((message) => ({ seq: message.seq, item: presentWords(message, base) }))
  const changes = events.flatMap((event) => {
    const code = changeOf(event)
    return code === null ? [] : [{ seq: event.seq, item: presentChange(event, code) }]
  })
  return [...words, ...changes].sort((a, b) => a.seq - b.seq).map(({ item }) => item)
}

/** @param until null when it can no longer be given; 'open' without an end */
export function presentRating(
  rating: SatisfactionRecord | null,
  until: Date | 'open' | null,
  t: Translate,
): StatusRatingView | null {
  if (until === null && rating?.score == null) return null
  const score = rating?.score ?? 0
  return {
    score,
    comment: rating?.comment ?? '',
    scores: [5, 4, 3, 2, 1].map((one) => ({
      value: String(one),
      label: t(`widget.page.scores.${one}`),
      chosen: one === score,
    })),
    until: until === null ? '' : until === 'open' ? 'open' : until.toISOString(),
  }
}

function presentWords(message: MessageRecord, base: string): StatusItemView {
  const { _id, kind, author, at, text, deletion, attachments } = message
  const machine = kind === 'auto'
  return {
    id: _id.toHexString(),
    at: at.toISOString(),
    kind: machine ? 'event' : kind === 'in' && author.kind !== 'bot' ? 'mine' : 'theirs',
    author: kind === 'in' ? '' : author.name,
    text: deletion || machine ? '' : text,
    event: machine ? 'answered_automatically' : '',
    taken: deletion !== undefined,
    files: deletion ? [] : attachments.filter(({ inline }) => !inline).map((file) => presentFile(file, base)),
  }
}

function presentFile({ id, name, size, type, state }: MessageRecord['attachments'][number], base: string) {
  const image = /^image\/(png|jpeg|gif|webp)$/.test(type)
  return { name, size, image, url: `${base}/files/${id.toHexString()}`, state: state ?? ('' as const) }
}

/** What of a ticket's history is its customer's business. */
function changeOf(event: EventRecord): string | null {
  if (event.name === 'ticket.opened') return 'opened'
  if (event.name === 'ticket.closed')
    return (event as EventRecord<'ticket.closed'>).data.reason === 'resolved' ? 'resolved' : 'closed'
  if (event.name === 'ticket.reopened') return 'reopened'
  if (event.name === 'ticket.rated') return 'rated'
  if (event.name !== 'ticket.status_changed') return null
  return `now_${(event as EventRecord<'ticket.status_changed'>).data.to}`
}

function presentChange(event: EventRecord, code: string): StatusItemView {
  const { _id, at } = event
  return { id: _id.toHexString(), at: at.toISOString(), kind: 'event', author: '', text: '', event: code, taken: false, files: [] }
} // prettier-ignore
