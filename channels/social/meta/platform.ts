import type { ChannelAccount, ChannelTools } from '../../channel.js'
import type { FailureTable } from './errors.js'
import type { GraphPlace, GraphProduct } from './graph.js'

/**
 * Messenger's and Instagram's own codes. 10 speaks of rights, but with 2018278 and 2534022 of the closed window; 551 and
 * 1545041 say that the person cannot be reached; a comment takes one private reply (10900, 2534025).
 */
const codes: FailureTable = { 551: 'permanent', 1200: 'retry', 10303: 'permanent', 10900: 'permanent' }
const subcodes: FailureTable = {
  2018278: 'window', 2534022: 'window', 2018065: 'window', 1893061: 'window', // too late, or a tag that is no more
  2018001: 'permanent', 2018108: 'permanent', 1545041: 'permanent', 2534014: 'permanent', 2534001: 'permanent', 2534025: 'permanent',
  1545133: 'retry', 2018022: 'retry', 2534013: 'retry',
} // prettier-ignore
export const messengerPlatform: GraphProduct = { codes, subcodes }

/** Where a call of the Messenger Platform goes. */
export function platformPlace(account: ChannelAccount, signal: AbortSignal, tools: ChannelTools): GraphPlace {
  return { account, signal, tools, product: messengerPlatform }
}
