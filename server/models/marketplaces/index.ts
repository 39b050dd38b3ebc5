export { Marketplace, list, upsert, type MarketplaceRecord } from './marketplace.js'
