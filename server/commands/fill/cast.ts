import { Types } from 'mongoose'
import type { Booted } from '../../boot.js'
import { Invalid } from '../../lib/errors.js'
import { randomSecret } from '../../lib/ids.js'
import { isDuplicate } from '../../lib/mongo.js'
import { actorRef, system } from '../../models/actor.js'
import { listAccounts } from '../../models/channel-accounts/index.js'
import { Customer, Identity } from '../../models/customers/index.js'
import * as teams from '../../models/teams/index.js'
import * as users from '../../models/users/index.js'
import type { Plan } from './plan.js'
import { between, oneOf, seeded, vocabulary } from './random.js'
import type { Cast } from './exchange.js'

const given = [
  'Ayşe',
  'Mehmet',
  'Zeynep',
  'Mustafa',
  'Elif',
  'Ahmet',
  'Fatma',
  'Can',
  'Gül',
  'İbrahim',
  'Işıl',
  'Ömer',
] as const
const family = ['Yılmaz', 'Kaya', 'Demir', 'Şahin', 'Çelik', 'Yıldız', 'Öztürk', 'Aydın', 'Özdemir', 'Arslan', 'Doğan', 'Kılıç'] as const // prettier-ignore

/** Customers and agents to write the volume; made once, found again afterwards. @throws Invalid('no_channel_account') */
export async function makeCast(plan: Plan, startedAt: Date, { config }: Booted): Promise<Cast> {
  const [account] = await listAccounts('email')
  if (!account) throw new Invalid('no_channel_account', { channel: 'email' })
  const team = await teams.ensureDefault()
  const customers = makeCustomers(plan.customers)
  await storeCustomers(customers, startedAt)
  const agents = []
  for (let n = 1; n <= plan.agents; n++) agents.push(await makeAgent(n, config.defaults))
  return { words: vocabulary(4_000), startedAt, account: account._id, address: account.addresses[0] ?? '', team: team._id, customers, agents }
} // prettier-ignore

/** Adds what is not there yet; what was added by a run that was cut off is left as it is. */
export async function addMissing<T extends object>(
  collection: { insertMany(rows: T[], options: { ordered: false }): Promise<unknown> },
  rows: T[],
): Promise<void> {
  if (rows.length === 0) return
  try {
    await collection.insertMany(rows, { ordered: false })
  } catch (error) {
    if (!isDuplicate(error) || !onlyDuplicates(error)) throw error
  }
}

/** A clash of anything but the id would be another's record, and this one would be missing. */
function onlyDuplicates(error: unknown): boolean {
  const { writeErrors } = error as { writeErrors?: { code?: number; errmsg?: string }[] }
  return (
    writeErrors !== undefined &&
    writeErrors.every(({ code, errmsg }) => code === 11_000 && errmsg?.includes('index: _id_') === true)
  )
}

function makeCustomers(count: number): Cast['customers'] {
  const random = seeded(4_242)
  return Array.from({ length: count }, (_, n) => ({
    id: new Types.ObjectId(`0${n.toString(16).padStart(23, 'f')}`),
    name: `${oneOf(random, given)} ${oneOf(random, family)}`,
    address: `musteri.${n}.${between(random, 10, 99)}@posta.example`,
  }))
}

async function storeCustomers(customers: Cast['customers'], at: Date): Promise<void> {
  const times = { createdAt: at, updatedAt: at }
  await addMissing(
    Customer.collection as never,
    customers.map(({ id, name }) => ({ _id: id, name, locale: 'tr', segment: null, mergedInto: null, ...times })),
  )
  await addMissing(
    Identity.collection as never,
    customers.map(({ id, address }) => ({ _id: id, customer: id, type: 'email', scope: '', value: address, proof: 'none', createdAt: at })),
  )
} // prettier-ignore

/** Colleagues with passwords that nobody knows. */
async function makeAgent(n: number, { locale, timeZone }: Booted['config']['defaults']): Promise<Cast['agents'][number]> {
  const email = `temsilci.${n}@fill.example`
  const known = await users.byEmail(email)
  if (known && users.isActive(known)) return actorRef(users.actorOf(known))
  const invitation = { email, name: `Temsilci ${n}`, role: 'agent', locale, timeZone } as const
  const { token } = await users.invite(invitation, { actor: system })
  return actorRef(users.actorOf(await users.acceptInvitation(token, { password: randomSecret() })))
} // prettier-ignore
