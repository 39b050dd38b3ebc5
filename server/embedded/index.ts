export { attachServices } from './attach.js'
export { EmbeddedFailure, explainFailure } from './failure.js'
export { openServices, type ServiceName, type Services, type ServicesOptions } from './open.js'
