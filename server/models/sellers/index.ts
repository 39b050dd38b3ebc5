export { Seller, list, upsert, type SellerFacts, type SellerRecord } from './seller.js'
