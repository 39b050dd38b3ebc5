import { adapterFor } from '../../channels/index.js'
import type { Booted } from '../boot.js'
import { currentHolder } from '../embedded/lock.js'
import { now } from '../lib/clock.js'
import { Setting } from '../models/settings/index.js'
import { makeAccounts } from './demo/accounts.js'
import { deliveryComplaints } from './demo/complaints-delivery.js'
import { moneyComplaints } from './demo/complaints-money.js'
import { productComplaints } from './demo/complaints-product.js'
import { actors, makePeople } from './demo/people.js'
import { joinedTalks } from './demo/talks-joined.js'
import { phoneTalks } from './demo/talks-phone.js'
import { siteTalks } from './demo/talks-site.js'
import { socialTalks } from './demo/talks-social.js'
import { makeTalk } from './demo/talks.js'
import { joinPeople } from './demo/join-people.js'
import type { Shop } from './demo/steps.js'
import { makeStock } from './demo/stock.js'
import { makeTicket } from './demo/tickets.js'
import type { CommandIo } from './io.js'
import { words } from './words.js'

/** Mails and talks, the oldest first: tickets get their numbers in the order in which they came. */
const matters = [
  ...[...deliveryComplaints, ...productComplaints, ...moneyComplaints].map((mail) => ({ mail, ...mail })),
  ...[...phoneTalks, ...socialTalks, ...siteTalks, ...joinedTalks].map((talk) => ({ talk, ...talk })),
].sort((a, b) => b.daysAgo - a.daysAgo)
const done = 'demo'

/**
 * `redress demo`: a small flower marketplace with sellers, products, carriers, orders, customers, colleagues and some 120
 * complaints of the last thirty days over every channel, each taken in as its provider would deliver it. `{user, role,
 * password}` for each colleague (the password only when made now), `{key, ticket, outcome}` for each complaint. Nothing
 * of it is ever sent outside. Cut off it goes on where it was; once done, running it again changes nothing that people
 * have done since.
 */
export async function demo(_args: string[], io: CommandIo, instance: Booted): Promise<number> {
  const say = words(instance.config.defaults.locale)
  if (await Setting.exists({ _id: done })) {
    io.stderr(`${say('demo.there')}\n`)
    return 0
  }
  const people = await makePeople(instance)
  for (const { email, role, password } of people) io.stdout(JSON.stringify({ user: email, role, password }))
  const stock = await makeStock()
  const { made, missing } = await makeTickets(io, instance)
  if (missing > 0) {
    io.stderr(`${say('demo.missing', { count: missing })}\n`)
    return 1
  }
  await Setting.updateOne({ _id: done }, { $set: { value: true, updatedAt: now() } }, { upsert: true })
  const url = await addressOf(instance)
  io.stderr(`${say('demo.done', { ...stock, tickets: made, url })}\n`)
  return 0
}

/** Where people reach the shop: the server that runs on the same data knows its port better than this command. */
async function addressOf({ config }: Booted): Promise<string> {
  return (await currentHolder(config.dataDir))?.url ?? config.web.publicBaseUrl
}

async function makeTickets(io: CommandIo, instance: Booted): Promise<{ made: number; missing: number }> {
  const shop: Shop = {
    context: { ...instance, adapterFor },
    accounts: await makeAccounts(instance),
    people: await actors(),
  }
  const tickets = new Map<string, number>()
  for (const matter of matters) {
    const { ticket, isNew } =
      'mail' in matter ? await makeTicket(matter.mail, shop) : await makeTalk(matter.talk, shop)
    if (ticket !== null) tickets.set(matter.key, ticket)
    const outcome = ticket === null ? 'quarantined' : isNew ? 'stored' : 'duplicate'
    io.stdout(JSON.stringify({ key: matter.key, ticket, outcome }))
  }
  await joinPeople(tickets, shop)
  return { made: new Set(tickets.values()).size, missing: matters.length - tickets.size }
}
