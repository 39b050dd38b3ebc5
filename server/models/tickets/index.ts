export * from './find.js'
export { link, linkedTo, unlink } from './links.js'
export { mergesInto, mergeTickets, ticketMergeById, unmergeTickets } from './merge.js'
export type { TicketMergeRecord } from './merge-journal.js'
export { split, type Split } from './split.js'
export { list, countViews, rowProjection, type ListRequest, type TicketPage, type TicketRow } from './list.js'
export { openByCall, type CalledIn } from './open-by-call.js'
export { openTicket, openTickets, type TicketStart } from './open.js'
export { isReplyToken, replyToken, tokenNumber } from './reply-token.js'
export { searchFilter } from './search.js'
export { start, type Start } from './start.js'
export {
  holdsStatusLink,
  publicLink,
  renewStatusLinks,
  statusKeyState,
  statusLink,
  statusLinkDays,
} from './status-link.js'
export * from './ticket.js'
export { tag } from './tag.js'
export * from './verbs.js'
export { viewKeys, type ViewKey } from './views.js'
export { writeTicket } from './write.js'
