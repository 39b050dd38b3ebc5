import { expect } from 'chai'
import { Types } from 'mongoose'
import { ApiToken } from '../../../server/models/api-tokens/index.js'
import { Audit } from '../../../server/models/audits/index.js'
import { Category } from '../../../server/models/categories/index.js'
import { Code } from '../../../server/models/customers/code.js'
import { Distinction } from '../../../server/models/customers/distinction.js'
import { Customer, Identity } from '../../../server/models/customers/index.js'
import { Merge } from '../../../server/models/customers/merge-journal.js'
import { Message } from '../../../server/models/messages/index.js'
import { Notification } from '../../../server/models/notifications/index.js'
import { Order } from '../../../server/models/orders/index.js'
import { Playbook } from '../../../server/models/playbooks/index.js'
import { Rule } from '../../../server/models/rules/index.js'
import { Setting } from '../../../server/models/settings/index.js'
import { Shipment } from '../../../server/models/shipments/index.js'
import { Task } from '../../../server/models/tasks/index.js'
import { Team } from '../../../server/models/teams/index.js'
import { TicketMerge } from '../../../server/models/tickets/merge-journal.js'
import { User } from '../../../server/models/users/index.js'
import { WebhookDelivery } from '../../../server/models/webhook-deliveries/index.js'
import { Webhook } from '../../../server/models/webhooks/index.js'
import { useDatabase } from '../../support/database.js'
import { expectIndexed } from '../../support/explain.js'

const id = new Types.ObjectId()
const at = new Date()

const queries = {
  'a user by address': () => User.find({ email: 'a@b.example' }),
  'users by address': () => User.find({ email: { $gt: 'a' } }).sort({ email: 1 }),
  'a team\'s users': () => User.find({ teams: id, email: { $gt: 'a' } }).sort({ email: 1 }),
  'whether there is any user': () => User.find({}, { _id: 1 }).sort({ _id: 1 }).limit(1),
  'an invitation': () => User.find({ 'invitation.hash': 'x', 'invitation.expiresAt': { $gt: at }, deactivation: { $exists: false } }),
  'the other admins': () => User.find({ role: 'admin', _id: { $ne: id } }),
  'a token by its hash': () => ApiToken.find({ hash: 'x' }),
  'a user\'s tokens': () => ApiToken.find({ user: id }).sort({ _id: -1 }),
  'the default team': () => Team.find({ isDefault: true }),
  'teams': () => Team.find().sort({ key: 1 }),
  'audit rows': () => Audit.find({ _id: { $lt: id } }).sort({ _id: -1 }),
  'categories': () => Category.find().sort({ _id: 1 }),
  'rules': () => Rule.find({ _id: { $gt: id } }).sort({ _id: 1 }),
  'settings': () => Setting.find({ _id: { $in: ['a', 'b'] } }),
  'notifications': () => Notification.find({ user: id, _id: { $lt: id } }).sort({ _id: -1 }),
  'unread notifications': () => Notification.find({ user: id, readAt: null }).sort({ _id: -1 }),
  'orders by number': () => Order.find({ number: { $in: ['1', '2'] } }),
  'an order of a marketplace': () => Order.find({ marketplace: id, externalId: 'x' }),
  'a customer\'s orders': () => Order.find({ customer: id, _id: { $lt: id } }).sort({ _id: -1 }),
  'an order\'s parcels': () => Shipment.find({ order: id }).sort({ externalId: 1 }),
  'a ticket\'s tasks': () => Task.find({ ticket: id }).sort({ _id: 1 }),
  'merges into a customer': () => Merge.find({ into: id }).sort({ at: -1 }),
  'merges out of a customer': () => Merge.find({ from: id }).sort({ at: -1 }),
  'who gave an address': () => Customer.find({ claims: { $exists: true }, 'claims.value': { $in: ['a@b.example', '+90'] } }),
  'who has an address': () => Identity.find({ $or: [{ type: 'email', scope: '', value: 'a@b.example' }, { type: 'phone', scope: '', value: '+90' }] }),
  'who was told apart from a customer': () => Distinction.find({ people: id }),
  'a customer\'s code': () => Code.find({ customer: id }).sort({ _id: -1 }).limit(1),
  'parcels to a phone': () => Order.find({ 'recipient.phone': { $type: 'string', $in: ['+90', '+91'] } }),
  'what was said in tickets': () => Message.find({ ticket: { $in: [id, new Types.ObjectId()] }, kind: { $in: ['in', 'reply'] }, retraction: { $exists: false }, $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] }).sort({ at: -1, _id: -1 }).limit(31),
  'promises in tickets': () => Message.find({ ticket: { $in: [id, new Types.ObjectId()] }, 'promise.until': { $type: 'date' } }).sort({ 'promise.until': 1 }).limit(50),
  'tickets that became a part of one': () => TicketMerge.find({ into: id, undone: { $exists: false } }).sort({ at: -1 }),
  'a category\'s playbooks': () => Playbook.find({ categories: 'other' }).sort({ _id: 1 }),
  'who claims a number': () => Customer.find({ 'claims.value': { $in: ['+905321112233'] }, claims: { $exists: true } }),
  'webhooks for an event': () => Webhook.find({ disabledAt: null, events: { $in: ['ticket.opened', '*'] } }),
  'deliveries that are due': () => WebhookDelivery.find({ dueAt: { $gt: new Date(0), $lte: at } }).sort({ dueAt: 1 }),
} // prettier-ignore

describe('queries of the records', () => {
  useDatabase()

  for (const [name, query] of Object.entries(queries)) {
    it(`find ${name} by an index, already in order`, async () => {
      await expectIndexed(query())
    })
  }

  it('would fail this check if they read everything or sorted in memory', async () => {
    const fails = async (query: Parameters<typeof expectIndexed>[0]): Promise<boolean> =>
      expectIndexed(query).then(
        () => false,
        () => true,
      )
    expect(await fails(User.find({ name: 'Ayşe' }))).to.equal(true)
    expect(await fails(User.find({ email: { $gt: 'a' } }).sort({ name: 1 }))).to.equal(true)
  })
})
