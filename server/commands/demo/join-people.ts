import type { Types } from 'mongoose'
import { mergePeople, suggestionsFor, survivor } from '../../models/customers/index.js'
import * as tickets from '../../models/tickets/index.js'
import type { Shop } from './steps.js'
import { mergedTalks } from './talks-joined.js'

/**
 * A manager decides, on the evidence that is suggested, that the people of some talks are one; done once.
 * @param numbers of the tickets, by the keys of their talks
 */
export async function joinPeople(numbers: ReadonlyMap<string, number>, { people }: Shop): Promise<void> {
  for (const [from, into] of mergedTalks) {
    const [left, right] = [await customerOf(numbers.get(from)), await customerOf(numbers.get(into))]
    if (!left || !right || left.equals(right)) continue
    const person = await survivor(left)
    const found = person ? await suggestionsFor(person) : []
    const because = found.find((one) => one.person._id.equals(right))?.because
    if (because) await mergePeople({ from: left, into: right, because }, { actor: people.manager })
  }

  async function customerOf(number: number | undefined): Promise<Types.ObjectId | null> {
    return number === undefined ? null : (await tickets.byNumber(number, people.admin)).customer
  }
}
