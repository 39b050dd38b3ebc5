import type { WidgetFile, WidgetMessage, WidgetSession } from '../../types/widget.js'
import type { Line } from './line.js'
import type { ShopUser, Start } from './messages.js'
import type { Outbox } from './outbox.js'
import type { Answers } from './steps.js'

/** What the chat knows, from which the screens are drawn. */
export interface ChatState {
  session: WidgetSession | null
  token: string | null
  user: ShopUser | undefined
  /** Whether the shop's page shows the panel. */
  open: boolean
  /** Up to where the visitor has read. */
  seenSeq: number
  /** publicId of what is shown; '' before the first message. */
  conversation: string
  /** The ended one that was left for a new one. */
  left: string
  ended: boolean
  pageUrl: string
  /** Answered before the conversation; goes with its first message. */
  answers: Answers | null
}

export interface Chat {
  state: ChatState
  outbox: Outbox
  line: () => Line | null
  start: (start: Start) => Promise<void>
  identify: (user: ShopUser) => Promise<void>
  /** Opens the session once more, after trouble. */
  again: () => Promise<void>
  send: (text: string, files: WidgetFile[]) => void
  take: (messages: WidgetMessage[]) => void
  /** What came counts as read while the visitor looks at it. */
  look: () => void
  older: () => Promise<boolean>
  /** Leaves an ended conversation behind. */
  anew: () => void
}
