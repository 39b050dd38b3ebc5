import { expect } from 'chai'
import { Types } from 'mongoose'
import type { DomainEvent } from '../../../server/models/event.js'
import type { MessageRecord } from '../../../server/models/messages/message.js'
import type { TicketRecord } from '../../../server/models/tickets/ticket.js'
import { presentEvent } from '../../../views/present/events.js'
import { presentList, presentViews } from '../../../views/present/lists.js'
import { presentMessage, presentPushedMessage, presentThread } from '../../../views/present/messages.js'
import type { NameBook } from '../../../views/present/names.js'
import { presentProperties, presentTicketHeader, presentTicketRow } from '../../../views/present/tickets.js'

const mehmet = new Types.ObjectId()
const ticketId = new Types.ObjectId()
const at = new Date('2026-11-22T10:00:00Z')
const names: NameBook = {
  user: (id) => (id ? { id: id.toHexString(), name: id.equals(mehmet) ? 'Mehmet' : '' } : null),
  team: () => null,
  category: (key) => (key === 'late' ? { key, name: { tr: 'Geç', en: 'Late' } } : null),
}
const by = { kind: 'user' as const, id: mehmet.toHexString(), name: 'Mehmet' }

const ticket = {
  _id: ticketId, number: 4211, seq: 7, version: 3, subject: 'Güller', status: 'open', priority: 'high', priorityBecause: [{ code: 'low_rating', detail: '1/5' }],
  category: 'late', categoryBecause: [{ code: 'rule_word', detail: 'geç' }], channel: 'email', customerName: 'Ayşe', assignee: mehmet, team: null, createdAt: at, lastActivityAt: at,
  lastMessage: { at, direction: 'internal', author: 'Mehmet', preview: 'not' },
} as unknown as TicketRecord // prettier-ignore

const message = {
  _id: new Types.ObjectId(), ticket: ticketId, seq: 1, kind: 'in', channel: 'email', author: { kind: 'customer', id: null, name: 'Ayşe' }, text: 'Merhaba',
  hasHtml: true, hasQuoted: false, at, attachments: [
    { id: new Types.ObjectId(), name: 'a.svg', type: 'image/svg+xml', size: 10, inline: false },
    { id: new Types.ObjectId(), name: 'logo.png', type: 'image/png', size: 10, inline: true },
  ],
} as unknown as MessageRecord // prettier-ignore

describe('presenters', () => {
  it('show a row with codes and ISO times only, the same for every reader', () => {
    expect(presentTicketRow(ticket, names)).to.deep.equal({
      id: ticketId.toHexString(), number: 4211, seq: 7, subject: 'Güller', preview: 'not', lastKind: 'note', lastAt: at.toISOString(), status: 'open', priority: 'high',
      category: { key: 'late', name: { tr: 'Geç', en: 'Late' } }, channel: 'email', customerName: 'Ayşe', assignee: { id: mehmet.toHexString(), name: 'Mehmet' },
    })
  }) // prettier-ignore

  it('give the rule’s words as the reason until a person has chosen, then the person', () => {
    expect(presentTicketHeader(ticket, names).priorityBecause).to.deep.equal([
      { code: 'low_rating', detail: '1/5' },
    ])
    const chosen = presentTicketHeader({ ...ticket, priorityBy: { by, at } }, names)
    expect(chosen.priorityBecause).to.deep.equal([{ code: 'person', detail: 'Mehmet' }])
  })

  it('offer nobody first and mark what is chosen', () => {
    const choices = { agents: [{ id: mehmet.toHexString(), name: 'Mehmet' }], categories: [{ key: 'late', name: { tr: 'Geç', en: 'Late' } }], locale: 'en' as const }
    const view = presentProperties(ticket, choices, { nobody: 'Nobody', priority: (key) => key })
    expect(view.assignees.map(({ label, chosen }) => [label, chosen])).to.deep.equal([['Nobody', false], ['Mehmet', true]])
    expect(view.categories).to.deep.equal([{ value: 'late', label: 'Late', chosen: true }])
  }) // prettier-ignore

  it('list attachments but not the pictures inside a letter, and show no SVG by itself', () => {
    const view = presentMessage(message, 4211)
    expect(view.attachments.map(({ name, image }) => [name, image])).to.deep.equal([['a.svg', false]])
  })

  it('cut long text for a push between characters, and say so; short text stays whole', () => {
    const long = presentPushedMessage({ ...message, text: 'ş'.repeat(900) }, 4211)
    expect(long.truncated).to.equal(true)
    expect(long.text).to.equal('ş'.repeat(500))
    expect(presentPushedMessage(message, 4211)).to.include({ truncated: false, text: 'Merhaba' })
  })

  it('put a thread in order: days apart in the reader’s zone, events between messages in one fold', () => {
    const first = presentMessage(message, 4211)
    const later = { ...first, id: 'b', seq: 5, at: '2026-11-22T21:30:00Z' }
    const line = (seq: number) => ({
      id: `e${seq}`,
      seq,
      name: 'ticket.closed',
      at: first.at,
      by: '',
      details: {},
    })
    const shape = (zone: string) =>
      presentThread([first, later], [line(2), line(3)], zone).map((item) => item.type)
    expect(shape('Europe/Istanbul')).to.deep.equal(['day', 'message', 'events', 'day', 'message'])
    expect(shape('UTC')).to.deep.equal(['day', 'message', 'events', 'message'])
  })

  it('tell what happened in codes and names, and nothing of what shows as a message', () => {
    const event = (name: string, data: unknown) => ({ _id: new Types.ObjectId(), ticket: ticketId, seq: 3, name, by, data, team: null, at, relayedAt: null }) as unknown as DomainEvent
    expect(presentEvent(event('ticket.assigned', { from: null, to: mehmet.toHexString() }), names)).to.deep.include({ name: 'ticket.assigned', details: { to: 'Mehmet' }, by: 'Mehmet' })
    expect(presentEvent(event('ticket.assigned', { from: mehmet.toHexString(), to: null }), names)?.name).to.equal('ticket.unassigned')
    expect(presentEvent(event('ticket.status_changed', { from: 'open', to: 'pending' }), names)?.details).to.deep.equal({ from: { code: 'status.open' }, to: { code: 'status.pending' } })
    expect(presentEvent(event('message.received', {}), names)).to.equal(null)
  }) // prettier-ignore

  it('carry view and search from page to page of the list', () => {
    const page = { items: [ticket], next: 'k1.abc' }
    const view = presentList(page, { view: 'mine', query: 'gül & "x"', selected: 0, isFirstRun: false }, names)
    expect(new URLSearchParams(view.nextHref.slice(2)).get('q')).to.equal('gül & "x"')
    expect(new URLSearchParams(view.nextHref.slice(2)).get('cursor')).to.equal('k1.abc')
    expect(view).to.include({ context: 'view=mine&q=g%C3%BCl+%26+%22x%22', empty: 'search' })
    expect(presentList({ items: [], next: null }, { view: 'open', query: '', selected: 0, isFirstRun: true }, names)).to.include({ nextHref: '', empty: 'first_run' })
  }) // prettier-ignore

  it('count every view, with none for what was not counted', () => {
    const views = presentViews(['mine', 'open'], { open: { count: 99, capped: true } }, 'open')
    expect(views.map(({ key, count, capped, active }) => [key, count, capped, active])).to.deep.equal([['mine', 0, false, false], ['open', 99, true, true]]) // prettier-ignore
  })
})
