import type { Secrets } from '../../lib/secrets.js'
import type { TicketRecord } from './ticket.js'

/**
 * The token in the reply address of a ticket (`support+t1001-<mac>@…`). The MAC covers the ticket's unguessable public
 * id, so a number alone opens nothing. Lower case only: mail systems fold local parts.
 */
export function replyToken(ticket: Pick<TicketRecord, 'number' | 'publicId'>, secrets: Secrets): string {
  return `t${ticket.number}-${secrets.sign('reply-address', ticket.publicId)}`
}

/** The ticket number a token names, or null when it has not the form of one. */
export function tokenNumber(token: string): number | null {
  const match = /^t(\d{1,12})-[0-9a-z]{26}$/.exec(token)
  return match ? Number(match[1]) : null
}

/** Whether the token was made by us for this ticket. */
export function isReplyToken(
  token: string,
  ticket: Pick<TicketRecord, 'publicId'>,
  secrets: Secrets,
): boolean {
  return secrets.verify(token.slice(token.indexOf('-') + 1), 'reply-address', ticket.publicId)
}
