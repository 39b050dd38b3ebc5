export { Satisfaction, type SatisfactionRecord } from './satisfaction.js'
