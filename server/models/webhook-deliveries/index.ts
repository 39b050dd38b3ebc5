export { WebhookDelivery, type WebhookDeliveryRecord } from './webhook-delivery.js'
