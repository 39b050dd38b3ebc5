export { Order, orderStatuses, type OrderLine, type OrderRecord, type OrderStatus } from './order.js'
export { byId, findByNumber, ofCustomer, upsert, type OrderFacts } from './orders.js'
