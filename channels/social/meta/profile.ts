import { ChannelUnavailable } from '../../../server/lib/errors.js'
import type { IdentityRef, Profile } from '../../channel.js'
import { plain } from './values.js'
import { callGraph, type GraphPlace } from './graph.js'

/**
 * What a person calls themselves on Messenger (`first_name`, `last_name`) or Instagram (`name`, `username`). Meta tells
 * it only with rights and consent; that it does not is an answer.
 * @param fieldNames the fields that make the name, in order, and one that stands in for them
 * @returns null when Meta does not tell
 * @throws ChannelUnavailable('profile_unavailable') to try again
 */
export async function describePerson(
  id: IdentityRef,
  { joined, instead }: { joined: readonly string[]; instead: string | null },
  place: GraphPlace,
): Promise<Profile | null> {
  if (id.proof === 'none') return null
  const asked = [...joined, ...(instead === null ? [] : [instead])].join(',')
  const answer = await callGraph({ method: 'GET', path: [id.value], query: { fields: asked } }, place)
  if (answer.ok) {
    const name = joined.map((field) => plain(answer.body[field]).trim()).filter((one) => one !== '').join(' ') // prettier-ignore
    const said = name || (instead === null ? '' : plain(answer.body[instead]).trim())
    return said === '' ? null : { name: said }
  }
  const { class: kind, code } = answer.failure
  if (kind === 'retry' || kind === 'unknown') throw new ChannelUnavailable('profile_unavailable', { code })
  return null
}
