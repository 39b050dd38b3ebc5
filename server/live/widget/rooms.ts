import type { Types } from 'mongoose'

/** Names of the widget's rooms; who is in which is decided by the server alone. */
export const widgetRooms = {
  visitor: (id: string) => `visitor:${id}`,
  /** Of those who talk in a ticket. */
  talk: (ticket: Types.ObjectId) => `talk:${ticket.toHexString()}`,
  /** Of those who have a site's widget open. */
  site: (account: Types.ObjectId) => `site:${account.toHexString()}`,
}
