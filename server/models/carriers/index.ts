export { Carrier, list, upsert, type CarrierRecord } from './carrier.js'
