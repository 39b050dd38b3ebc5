import { expect } from 'chai'
import mongoose, { Types } from 'mongoose'
import { system, type Actor, type Role, type UserActor } from '../../../server/models/actor.js'
import {
  areaPermissions,
  assertMay,
  may,
  outsideVerbs,
  ticketPermissions,
  visibleTickets,
  type AreaVerb,
  type TicketVerb,
} from '../../../server/models/may.js'
import { roles } from '../../../server/models/users/index.js'
import { useDatabase } from '../../support/database.js'

const ownTeam = new Types.ObjectId()
const otherTeam = new Types.ObjectId()
const ticketVerbs = Object.keys(ticketPermissions) as TicketVerb[]
const areaVerbs = Object.keys(areaPermissions) as AreaVerb[]
const user = (role: Role): UserActor => ({
  kind: 'user',
  id: new Types.ObjectId().toHexString(),
  name: role,
  role,
  teams: [ownTeam.toHexString()],
})
const ticket = (team: Types.ObjectId | null, assignee: string | null = null) => ({
  _id: new Types.ObjectId(),
  team,
  assignee: assignee === null ? null : new Types.ObjectId(assignee),
})
const customerOf = (...tickets: { _id: Types.ObjectId }[]): Actor => ({
  kind: 'customer',
  id: new Types.ObjectId().toHexString(),
  name: 'Ayşe',
  tickets: tickets.map(({ _id }) => _id.toHexString()),
})

/** Written down a second time, by role, so that a slip in the table shows. */
const everybody: TicketVerb[] = ['see', 'see_notes', 'see_raw', 'reply', 'note', 'tag']
const handling: TicketVerb[] = [
  'assign',
  'close',
  'reopen',
  'categorise',
  'prioritise',
  'snooze',
  'mark_spam',
  'merge',
]
const running: AreaVerb[] = [
  'flag_legal',
  'block_customer',
  'see_reports',
  'manage_rules',
  'see_quarantine',
  'retry_quarantine',
  'see_outbox',
]
const daily: AreaVerb[] = ['start_conversation', 'resend', 'merge_customers', 'create_token']
const expected: Record<Role, { tickets: TicketVerb[]; areas: AreaVerb[] }> = {
  agent: { tickets: [...everybody, ...handling], areas: daily },
  mediator: { tickets: everybody, areas: ['create_token'] },
  manager: { tickets: [...everybody, ...handling], areas: [...daily, ...running] },
  admin: { tickets: ticketVerbs, areas: areaVerbs },
}

describe('permissions', () => {
  for (const role of roles) {
    it(`let a ${role} do with a ticket in reach exactly what the role is for`, () => {
      const reachable = ticket(ownTeam)
      expect(ticketVerbs.filter((verb) => may(user(role), verb, reachable))).to.have.members(
        expected[role].tickets,
      )
    })

    it(`let a ${role} into exactly the areas of the role`, () => {
      expect(areaVerbs.filter((verb) => may(user(role), verb))).to.have.members(expected[role].areas)
    })
  }

  it('keep an agent from every verb on a ticket of another team, as long as it is not assigned to them', () => {
    const agent = user('agent')
    for (const verb of ticketVerbs) {
      expect(may(agent, verb, ticket(otherTeam)), verb).to.equal(false)
      expect(may(agent, verb, ticket(otherTeam, agent.id)), verb).to.equal(true)
    }
  })

  it('keep an agent from resending what belongs to a ticket out of reach', () => {
    expect(may(user('agent'), 'resend', ticket(otherTeam))).to.equal(false)
    expect(may(user('agent'), 'resend', ticket(null))).to.equal(true)
  })

  it('let somebody outside see and answer their own tickets and nothing else', () => {
    const own = ticket(ownTeam)
    const customer = customerOf(own)
    expect(ticketVerbs.filter((verb) => may(customer, verb, own))).to.have.members([...outsideVerbs])
    expect(outsideVerbs).to.have.members(['see', 'reply'])
    expect(ticketVerbs.filter((verb) => may(customer, verb, ticket(null)))).to.deep.equal([])
    expect(areaVerbs.filter((verb) => may(customer, verb))).to.deep.equal([])
  })

  it('refuse with a stable code that names the verb', () => {
    expect(() => assertMay(user('agent'), 'manage_users'))
      .to.throw('not_allowed')
      .with.property('status', 403)
    expect(() => assertMay(user('mediator'), 'close', ticket(null))).to.throw('not_allowed')
    expect(() => assertMay(user('agent'), 'close', ticket(null))).to.not.throw()
  })
})

describe('the tickets of a list', () => {
  useDatabase()

  it('are the same ones that may be seen one by one, for every actor', async () => {
    const agent = user('agent')
    const rows = [ticket(null), ticket(ownTeam), ticket(otherTeam), ticket(otherTeam, agent.id)]
    const probe = mongoose.connection.collection('visibilityProbe')
    await probe.insertMany(rows)
    const actors: Actor[] = [
      agent,
      user('mediator'),
      user('manager'),
      user('admin'),
      customerOf(rows[2]!),
      customerOf(),
      system,
    ]
    for (const actor of actors) {
      const listed = await probe.find(visibleTickets(actor) as object).toArray()
      const visible = rows.filter((row) => may(actor, 'see', row))
      expect(
        listed.map(({ _id }) => String(_id)),
        `${actor.kind} ${actor.name}`,
      ).to.have.members(visible.map(({ _id }) => String(_id)))
    }
    expect((await probe.find(visibleTickets(agent) as object).toArray()).length).to.equal(3)
  })
})
