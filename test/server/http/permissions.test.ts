import { expect } from 'chai'
import type { Role, UserActor } from '../../../server/models/actor.js'
import { apiRoutes } from '../../../server/http/api/routes.js'
import type { AnyRoute, Permission } from '../../../server/http/api/route.js'
import { may, type TicketRights } from '../../../server/models/may.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { actorOf } from '../../../server/models/users/index.js'
import { useApp } from '../../support/app.js'
import { makeClient, type Client } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

/** These change who is asking, and are held to tests of their own. */
const apart = new Set(['delete /session', 'put /me/password', 'post /session'])

const people: [name: string, role: Role, outsider: boolean][] = [
  ['an agent of another team', 'agent', true],
  ['an agent', 'agent', false],
  ['a mediator', 'mediator', false],
  ['a manager', 'manager', false],
  ['an admin', 'admin', false],
]

describe('every route of the API', () => {
  useDatabase()
  const app = useApp()

  it('is refused to nobody in particular, and answers each role as the table of rights says', async () => {
    const desk = await openDesk(app())
    const ticket = await desk.mailArrives()
    const message = (await Message.findOne({ ticket: ticket._id }).lean<MessageRecord>())!
    const anonymous = makeClient(app().url)
    const clients = await Promise.all(
      people.map(async ([, role, outsider]) => desk.person(role, outsider ? desk.theirs : desk.ours)),
    )
    const id = message._id.toHexString()
    const ids = { number: String(ticket.number), id, other: id, identity: id, key: 'no_such_key' }
    const faults: string[] = []
    for (const route of apiRoutes) {
      const name = `${route.method} ${route.path}`
      if (apart.has(name)) continue
      const nobody = await ask(anonymous, route, ids)
      if (nobody !== (route.permission === 'anyone' ? 200 : 401)) faults.push(`${name}: nobody got ${nobody}`)
      for (const [index, [person]] of people.entries()) {
        const client = clients[index]!
        const status = await ask(client, route, ids)
        const expected = expectedOf(route.permission, actorOf(client.user), ticket)
        const isRefusal = status === 401 || status === 403
        const right = expected === 'allowed' ? !isRefusal && status < 500 : status === expected
        if (!right) faults.push(`${name}: ${person} got ${status}, expected ${expected}`)
      }
    }
    expect(faults).to.deep.equal([])
  }).timeout(60_000)

  it('states a right: none is open but those that have to be', () => {
    const open = apiRoutes
      .filter(({ permission }) => permission === 'anyone')
      .map(({ method, path }) => `${method} ${path}`)
    expect(open).to.deep.equal(['post /session', 'get /openapi.json'])
  })
})

/** Asks with an empty body: who is allowed gets as far as a fault in the input, who is not does not. */
async function ask(client: Client, route: AnyRoute, ids: Record<string, string>): Promise<number> {
  const path = `/api/v1${route.path}`.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name)
  const reply = await client.request(
    route.method.toUpperCase(),
    path,
    route.method === 'get' ? {} : { body: {} },
  )
  return reply.status
}

function expectedOf(permission: Permission, actor: UserActor, ticket: TicketRights): 'allowed' | 403 | 404 {
  if (typeof permission === 'string') return 'allowed'
  const { area, ticket: onTicket, message, attachment } = permission
  if (attachment) return 404
  const verb = onTicket ?? message
  // Whoever may not see a ticket is not told that it is there.
  if (verb && !may(actor, 'see', ticket)) return 404
  if (verb && !may(actor, verb, ticket)) return 403
  return area === undefined || may(actor, area) ? 'allowed' : 403
}
