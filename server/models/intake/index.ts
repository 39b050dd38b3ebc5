export { accept, type Delivery } from './accept.js'
export {
  Inbound,
  inboundStates,
  type InboundOutcome,
  type InboundRecord,
  type InboundState,
} from './inbound.js'
export { isMessage } from './message-shapes.js'
export * from './outcomes.js'
export { prepare, type PreparedMessage } from './prepare.js'
export { rawBytes } from './raw.js'
export { receive, type Reception } from './receive.js'
export { settleParked } from './settle-parked.js'
export { takeAfterthought } from './take-afterthought.js'
export type { ThreadKeys } from './thread.js'
