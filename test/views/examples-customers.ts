import { minutes } from '../../server/lib/clock.js'
import type {
  ChromeView,
  CustomerMoreView,
  IdentityView,
  OrderCardView,
  PageViews,
  StoryView,
} from '../../views/types.js'

const at = (ago: number, from: number): string => new Date(from - minutes(ago)).toISOString()

const identities = (from: number): IdentityView[] => [
  {
    id: 'i1',
    type: 'email',
    value: 'ayse@ornek.com',
    proof: 'roundtrip',
    optedOut: true,
    seenAt: at(30, from),
  },
  { id: 'i2', type: 'telegram', value: '4242', proof: 'none', optedOut: false, seenAt: '' },
  { id: '', type: 'phone', value: '+905321112233', proof: 'claim', optedOut: false, seenAt: at(300, from) },
]

/** A card with everything that it can offer. */
export function more(from: number): CustomerMoreView {
  return {
    ...{ ticket: 4211, id: 'k1', mayMerge: true },
    suggestions: [
      { id: 'k2', name: 'Ayşe <Y.>', identities: [{ type: 'phone', value: '+905321112233', proven: true }], because: [{ code: 'same_phone', detail: '+905321112233' }, { code: 'same_order', detail: '88231' }] },
    ],
    twins: [{ number: 4215, subject: 'Kartım eksik' }],
    parts: [{ merge: 'b9', number: 4200, subject: 'Aynı <konu>' }],
    links: [{ number: 4100, subject: 'Eski talep' }],
    promises: [
      { message: 'm4', ticket: 4211, text: 'Yeni buket', until: at(-60, from), state: 'open' },
      { message: 'm5', ticket: 4211, text: 'Aranacak', until: at(60, from), state: 'broken' },
    ],
    repeats: { count: 3, unanswered: 2, again: 1 },
    code: { customer: 'k1', ticket: 4211, choices: [{ type: 'phone', value: '+905321112233' }], sentTo: '+905321112233', expiresAt: at(-8, from) },
  }
} // prettier-ignore

export function story(from: number): StoryView {
  const empty = { ticket: 0, subject: '', channel: '' as const, author: '', direction: '' as const, text: '', order: '', total: null, score: 0, promise: null }
  return {
    items: [
      { ...empty, id: 's1', kind: 'message', at: at(5, from), ticket: 4211, subject: 'Solmuş', channel: 'whatsapp', author: 'Ayşe', direction: 'in', text: 'Hâlâ <bekliyorum>' },
      { ...empty, id: 's2', kind: 'message', at: at(65, from), ticket: 4211, subject: 'Solmuş', channel: 'email', author: 'Mehmet', direction: 'out', text: 'Yeni buket bugün', promise: { message: 's2', ticket: 4211, text: 'Yeni buket', until: at(10, from), state: 'broken' } },
      { ...empty, id: 's3', kind: 'delivered', at: at(600, from), order: '88231', total: { amountMinor: 129_990, currency: 'TRY' } },
      { ...empty, id: 's4', kind: 'rated', at: at(900, from), ticket: 3877, subject: 'Fatura', score: 4, text: 'Teşekkürler' },
      { ...empty, id: 's5', kind: 'merged', at: at(1_000, from), author: 'Gül' },
    ],
    nextHref: '/customers/k1?cursor=x#story',
  }
} // prettier-ignore

/** The pages about customers, with every part present. */
export function customerPages(from: number, chrome: ChromeView, orders: OrderCardView[]): Pick<PageViews, 'pages/customers/show' | 'pages/customers/merge' | 'pages/customers/merge-tickets' | 'pages/customers/promise'> {
  const side = { id: 'k1', name: 'Ayşe Yılmaz', since: at(9_000, from), identities: identities(from), tickets: [{ number: 4211, subject: 'Solmuş güller' }] }
  return {
    'pages/customers/show': {
      ...{ chrome, title: 'Ayşe Yılmaz', id: 'k1', name: 'Ayşe Yılmaz', since: at(9_000, from), locale: 'tr', blocked: true, blockReason: 'Küfür' },
      ...{ mayMerge: true, identities: identities(from), more: more(from), orders, story: story(from) },
      tickets: [{ number: 4211, subject: 'Solmuş güller', status: 'open', channel: 'email', at: at(5, from) }],
      merges: [
        { id: 'b1', other: { id: 'k3', name: 'Ayse' }, into: true, by: 'Gül', at: at(500, from), because: [{ code: 'same_email', detail: 'ayse@ornek.com' }], undone: false, mayUndo: true },
        { id: 'b2', other: { id: 'k4', name: 'Can' }, into: false, by: 'Gül', at: at(700, from), because: [], undone: true, mayUndo: false },
      ],
    },
    'pages/customers/merge': {
      chrome, from: side, into: { ...side, id: 'k2', name: 'Ayşe Y.' }, because: [{ code: 'order_phone', detail: '88231' }], query: 'ayse@ornek.com',
      faults: [{ field: '', code: 'different_shop_accounts' }],
    },
    'pages/customers/merge-tickets': {
      chrome, from: { number: 4215, subject: 'Kartım eksik', customer: 'Ayşe', messages: 1 }, into: { number: 4211, subject: 'Solmuş', customer: 'Ayşe', messages: 7 }, query: '4211',
      faults: [{ field: '', code: 'tickets_of_two_people' }],
    },
    'pages/customers/promise': {
      chrome, id: 'm4', ticket: 4211, said: 'Bugün yeni buket <gönderiyoruz>', timeZone: 'Europe/Istanbul', marked: true,
      values: { text: 'Yeni buket', until: '2026-11-23T17:00' }, faults: [{ field: 'until', code: 'field_invalid' }],
    },
  }
} // prettier-ignore
