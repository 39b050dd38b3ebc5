export { Satisfaction, type SatisfactionRecord } from './satisfaction.js'
export { ratableUntil, rateTicket, ratingOf } from './rate.js'
