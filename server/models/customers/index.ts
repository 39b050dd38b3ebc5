export { Customer, Identity, type CustomerRecord, type IdentityRecord } from './customer.js'
export { emailOf, findByIdentity, identitiesOf, survivor } from './find.js'
export { identify, identifyAll, type Person } from './identify.js'
