export * from './find.js'
export * from './message.js'
export { retract } from './retract.js'
export { withToken, write, type Writing, type Written } from './reply.js'
