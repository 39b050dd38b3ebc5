export { Product, list, upsert, type ProductFacts, type ProductRecord } from './product.js'
