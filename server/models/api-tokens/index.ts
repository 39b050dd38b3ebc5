export { ApiToken, type ApiTokenRecord } from './api-token.js'
export { create, findBySecret, list, revoke } from './api-tokens.js'
