import { adapterFor } from '../../channels/index.js'
import type { Booted } from '../boot.js'
import { currentHolder } from '../embedded/lock.js'
import { now } from '../lib/clock.js'
import { Conflict } from '../lib/errors.js'
import { accountByKey, createAccount, type ChannelAccountRecord } from '../models/channel-accounts/index.js'
import { Setting } from '../models/settings/index.js'
import * as teams from '../models/teams/index.js'
import { makeChat } from './demo/chat.js'
import { deliveryComplaints } from './demo/complaints-delivery.js'
import { moneyComplaints } from './demo/complaints-money.js'
import { productComplaints } from './demo/complaints-product.js'
import { actors, makePeople } from './demo/people.js'
import { makeStock } from './demo/stock.js'
import { makeTicket } from './demo/tickets.js'
import type { CommandIo } from './io.js'
import { words } from './words.js'

const complaints = [...deliveryComplaints, ...productComplaints, ...moneyComplaints].sort(
  (a, b) => b.daysAgo - a.daysAgo,
)
const done = 'demo'

/**
 * `redress demo`: a small flower marketplace with sellers, products, carriers, orders, customers, colleagues and forty
 * complaints of the last thirty days, taken in as real mails. `{user, role, password}` for each colleague (the password
 * only when made now), `{key, ticket, outcome}` for each complaint. Cut off it goes on where it was; once done, running
 * it again changes nothing that people have done since.
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
  await makeChat(instance)
  const missing = await makeTickets(io, instance)
  if (missing > 0) {
    io.stderr(`${say('demo.missing', { count: missing })}\n`)
    return 1
  }
  await Setting.updateOne({ _id: done }, { $set: { value: true, updatedAt: now() } }, { upsert: true })
  const url = await addressOf(instance)
  io.stderr(`${say('demo.done', { ...stock, tickets: complaints.length, url })}\n`)
  return 0
}

/** Where people reach the shop: the server that runs on the same data knows its port better than this command. */
async function addressOf({ config }: Booted): Promise<string> {
  return (await currentHolder(config.dataDir))?.url ?? config.web.publicBaseUrl
}

async function makeTickets(io: CommandIo, instance: Booted): Promise<number> {
  const shop = {
    context: { ...instance, adapterFor },
    account: await ownAccount(instance),
    people: await actors(),
  }
  let missing = 0
  for (const complaint of complaints) {
    const { ticket, isNew } = await makeTicket(complaint, shop)
    if (ticket === null) missing += 1
    const outcome = ticket === null ? 'quarantined' : isNew ? 'stored' : 'duplicate'
    io.stdout(JSON.stringify({ key: complaint.key, ticket, outcome }))
  }
  return missing
}

/** The demonstration has an address of its own that acknowledges nothing: its customers do not exist. */
async function ownAccount({ secrets, config }: Booted): Promise<ChannelAccountRecord> {
  const team = (await teams.ensureDefault())._id
  const settings = { catchAll: false, acknowledge: false, fallbackCharset: 'windows-1254' }
  const { locale } = config.defaults
  const account = {
    channel: 'email',
    key: 'gonca',
    name: 'Gonca Pazarı',
    addresses: ['destek@gonca.example'],
  } as const
  try {
    return await createAccount(
      { ...account, addresses: [...account.addresses], team, locale, settings },
      secrets,
    )
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    return accountByKey('email', account.key)
  }
}
