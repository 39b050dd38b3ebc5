export { Webhook, type WebhookRecord } from './webhook.js'
