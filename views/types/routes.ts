import type { ChannelKey } from './tickets.js'

/** One way to answer, with what may be sent by it now. */
export interface RouteView {
  /** Names the way when the reply is posted. */
  key: string
  channel: ChannelKey
  /** Name of our account; `ambiguous` where another way goes by another account of the channel. */
  account: string
  ambiguous: boolean
  /** An address or number, or the customer's name where their id says nothing to a person. */
  to: string
  public: boolean
  chosen: boolean
  /** Why it cannot be chosen: they have asked for silence; '' when it can. */
  blocked: '' | 'opted_out'
  /** Somebody typed the address and nothing has proved it. */
  unproven: boolean
  /** free and tagged: any words; template: approved ones only; closed: none any more. */
  mode: 'free' | 'tagged' | 'template' | 'closed'
  /** When the mode ends, '' when it does not. */
  until: string
  /** They cannot answer by it. */
  oneWay: boolean
  /** A person has to publish it. */
  byHand: boolean
  /** Longest text, 0 without a limit. */
  maxChars: number
  /** How many files it takes, and how large each; 0 takes none. */
  files: number
  fileBytes: number
  /** Whether its texts are counted in parts that cost. */
  counted: boolean
  templates: { id: string; name: string; text: string }[]
}
