import type { SetupField } from '../../../channels/channel.js'
import { randomSecret } from '../../lib/ids.js'

/**
 * Secrets that we make ourselves where none is given. `shown`: it proves to the provider's console no more than that it
 * was copied from here, so the page keeps showing it. `once`: whoever knows it can write in a customer's name or in the
 * shop's, so it is told when it is made and never again. `silent`: the adapter hands it to the provider by itself.
 */
const ownSecrets: Record<string, 'shown' | 'once' | 'silent'> = {
  verifyToken: 'shown',
  webhookSecret: 'silent',
  inboundSecret: 'once',
  botSecret: 'once',
  identifySecret: 'once',
}

/** How a secret of ours is told, or null where it comes from the provider. */
export function ownSecret(name: string): 'shown' | 'once' | 'silent' | null {
  return Object.hasOwn(ownSecrets, name) ? (ownSecrets[name] ?? null) : null
}

/** Whether a new one of this name can be made for an account with these fields; every account of a mailbox has a door. */
export function isOwnSecretOf(channel: string, fields: readonly SetupField[], name: string): boolean {
  const named = fields.some((field) => field.in === 'secrets' && field.name === name)
  return ownSecret(name) !== null && (named || (channel === 'email' && name === 'inboundSecret'))
}

/** Those that a new account needs and was not given. */
export function madeSecrets(
  fields: readonly SetupField[],
  given: Record<string, string>,
): Record<string, string> {
  const needed = fields.filter(({ in: place, name }) => place === 'secrets' && ownSecret(name) !== null && !given[name])
  return Object.fromEntries(needed.map(({ name }) => [name, randomSecret()]))
} // prettier-ignore
