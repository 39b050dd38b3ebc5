export { Outbox, outboxStates, type OutboxRecord, type OutboxState } from './outbox.js'
export { looksLikeReference, newReference, queueLetter, type Letter } from './queue.js'
export * from './deliver.js'
export * from './list.js'
