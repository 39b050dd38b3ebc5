import { deliveryPlaybooks } from './starter-delivery.js'
import { servicePlaybooks } from './starter-service.js'
import type { StarterPlaybook } from './starter-steps.js'

/** What agents of a shop or marketplace do with the common kinds of problem, step by step (rules ). */
export const starterPlaybooks: readonly StarterPlaybook[] = [...deliveryPlaybooks, ...servicePlaybooks]
