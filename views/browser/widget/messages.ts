/** What the shop's page and the chat's frame say to each other, over a port that only these two hold. */
import type { WidgetAsked, WidgetContact, WidgetFile } from '../../types/widget.js'

/** Who the shop says is signed in: a JWT, or an id with its HMAC; the server checks it. */
export type ShopUser = { jwt: string } | { id: string; hash: string; name?: string; email?: string }

/** A message that the server has not confirmed yet. */
export interface Waiting {
  clientId: string
  /** Who wrote it: never sent in somebody else's name. '' before the first session. */
  visitor: string
  text: string
  attachments: WidgetFile[]
  at: string
  asked?: WidgetAsked
  contact?: WidgetContact
}

export interface Start {
  /** All that was kept, by name. */
  kept: Record<string, string>
  /** Address of the shop's page, without its query. */
  page: string
  user?: ShopUser | undefined
  open: boolean
}

/** Told apart by what they hold: each byte of the loader stands in every page of the shop. */
export type ToFrame = Start | { user: ShopUser } | { open: boolean }

/** `keep` names one thing to be kept by the shop's own origin; '' is the token, null lets it go. */
export type ToHost =
  { type: 'keep'; name: string; value: string | null } | { type: 'close' } | { type: 'unread'; count: number }
