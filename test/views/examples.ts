import { presentWidgetPage } from '../../views/present/widget.js'
import type {
  CallValues,
  ChromeView,
  ConversationView,
  ListView,
  MessageView,
  PartialViews,
  PageViews,
  RouteView,
  SettingsPage,
  TicketHeaderView,
  TicketRowView,
} from '../../views/types.js'
import { publicPages } from './examples-public.js'
import { customerPages, more, story } from './examples-customers.js'
import { rulePages } from './examples-settings.js'

/** A full example of every view, with Turkish letters, HTML in texts and every optional part present. */
const minute = 60_000
const at = (minutesAgo: number, from: number): string => new Date(from - minutesAgo * minute).toISOString()

export const chrome: ChromeView = {
  me: { id: 'u1', name: 'Mehmet Işık', email: 'mehmet@ornek.com', role: 'admin' },
  section: 'inbox',
  mailConfigured: true,
  flash: null,
  search: '',
}

export function settingsPage(tab: SettingsPage['tab']): SettingsPage {
  return { chrome: { ...chrome, section: 'settings' }, tab }
}

const kargo = { key: 'late_delivery', name: { tr: 'Geç teslimat', en: 'Late delivery' } }

export function row(from: number, changes: Partial<TicketRowView> = {}): TicketRowView {
  return {
    id: 't4211', number: 4211, seq: 7, subject: 'Güllerim solmuş geldi', preview: 'Dün akşam teslim edilen buketin yarısı solmuş, fotoğraflarını ekliyorum.',
    lastKind: 'in', lastAt: at(4, from), status: 'open', priority: 'urgent', category: kargo, channel: 'email', customerName: 'Ayşe Yılmaz',
    assignee: { id: 'u1', name: 'Mehmet Işık' }, ...changes,
  }
} // prettier-ignore

export function rows(from: number): TicketRowView[] {
  return [
    row(from),
    row(from, { id: 't4210', number: 4210, subject: 'Where is my parcel?', preview: 'We have asked the carrier and will write to you today.', lastKind: 'out', lastAt: at(38, from), priority: 'normal', status: 'pending', channel: 'whatsapp', customerName: 'Oliver Smith', assignee: null }),
    row(from, { id: 't4208', number: 4208, subject: 'Yanlış renk gönderilmiş', preview: 'Satıcı ile görüştüm, değişim yapılacak.', lastKind: 'note', lastAt: at(60 * 5, from), priority: 'high', channel: 'instagram', customerName: 'İlker Çağlar', category: { key: 'wrong_item', name: { tr: 'Yanlış ürün', en: 'Wrong item' } }, assignee: { id: 'u2', name: 'Gül Şahin' } }),
    row(from, { id: 't4205', number: 4205, subject: '', preview: '<script>alert(1)</script> & "tırnak"', lastKind: 'in', lastAt: at(60 * 27, from), priority: 'low', channel: 'form', customerName: 'Zeynep Öztürk Karabulut Demirhanoğlu', category: null, assignee: null }),
    row(from, { id: 't4199', number: 4199, subject: 'Kargom bir haftadır dağıtımda', preview: 'Teşekkür ederim, elime ulaştı.', lastKind: 'in', lastAt: at(60 * 24 * 9, from), priority: 'normal', status: 'resolved', channel: 'sms', customerName: '+90 532 000 00 00' }),
  ]
} // prettier-ignore

export function list(from: number, changes: Partial<ListView> = {}): ListView {
  return { view: 'open', query: '', context: 'view=open', rows: rows(from), nextHref: '/?view=open&cursor=abc', selected: 4211, empty: 'view', ...changes }
} // prettier-ignore

export function header(from: number): TicketHeaderView {
  return {
    id: 't4211', number: 4211, seq: 7, version: 3, subject: 'Güllerim solmuş geldi', status: 'open', priority: 'urgent',
    priorityBecause: [{ code: 'low_rating', detail: '1/5' }, { code: 'repeat_contacts', detail: '3' }], category: kargo,
    categoryBecause: [{ code: 'rule_phrase', detail: 'geç geldi' }], channel: 'email', customerName: 'Ayşe Yılmaz',
    assignee: { id: 'u1', name: 'Mehmet Işık' }, team: null, createdAt: at(60 * 26, from),
  }
} // prettier-ignore

export function message(from: number, changes: Partial<MessageView> = {}): MessageView {
  return {
    id: 'm1', ticket: 4211, seq: 1, kind: 'in', channel: 'email', author: { id: '', name: 'Ayşe Yılmaz' }, stranger: '', at: at(60 * 26, from),
    text: 'Merhaba,\n\nDün akşam teslim edilen buketteki güllerin yarısı solmuş. Annemin doğum günüydü, çok üzüldüm.\nSipariş: https://ornek.com/siparis/88231?a=1&b=2.\n\nAyşe',
    truncated: false, quoted: true, html: true, raw: true,
    attachments: [
      { id: 'a1', name: 'solmuş-güller.jpg', type: 'image/jpeg', size: 482_113, url: '/attachments/a1', image: true, state: '', reason: '', risky: false },
      { id: 'a2', name: 'fatura <88231>.pdf', type: 'application/pdf', size: 91_200, url: '/attachments/a2', image: false, state: '', reason: '', risky: true },
      { id: 'a3', name: 'Ses kaydı 1.ogg', type: 'audio/ogg', size: 0, url: '/attachments/a3', image: false, state: 'pending', reason: '', risky: false },
      { id: 'a4', name: 'Kutu açılışı.mp4', type: 'video/mp4', size: 0, url: '/attachments/a4', image: false, state: 'failed', reason: 'attachment_too_large', risky: false },
    ],
    delivery: null, beside: null, retracted: false, clientId: '', pending: false, ...changes,
  }
} // prettier-ignore

/** A message with everything that can stand beside its words. */
export function beside(from: number): NonNullable<MessageView['beside']> {
  return {
    id: 'm6', public: true, permalink: 'https://ornek.com/gonderi/1#yorum-2', bot: true, editedAt: at(3, from), deletedAt: '', reactions: [{ emoji: '❤️', count: 2 }],
    location: { label: 'Kadıköy <iskele> (40.99152, 29.02319)', url: 'https://www.openstreetmap.org/?mlat=40.99152&mlon=29.02319' }, rating: { value: 2, max: 5, stars: [true, true, false, false, false] },
    call: { medium: 'call', direction: 'in', minutes: 3, seconds: 12, outcome: 'promised_callback' }, asked: { order: '88231', remedy: 'replacement', answers: [{ question: 'Hangi ürün, nasıl hasarlı?', answer: 'Mavi <vazo>' }] }, joined: [{ code: 'same_order', detail: '88231' }], movedFrom: 4200, promise: { message: 'm6', ticket: 0, text: 'Yeni <buket>', until: at(-60, from), state: 'open' }, badLinks: 'kotu.ornek.com', hidden: true, liked: false, actions: ['unhide', 'like'],
  }
} // prettier-ignore

/** A way to answer by WhatsApp, outside its window, and one in public. */
export function routes(from: number): RouteView[] {
  const free = { ambiguous: false, blocked: '' as const, unproven: false, mode: 'free' as const, until: '', oneWay: false, byHand: false, maxChars: 0, files: 10, fileBytes: 20_971_520, counted: false, templates: [] }
  return [
    { ...free, key: 'email-1', channel: 'email', account: 'Çiçek Pazarı', to: 'ayse@ornek.com', public: false, chosen: true },
    { ...free, key: 'whatsapp-1', channel: 'whatsapp', account: 'Çiçek <Pazarı>', to: '+905320000000', public: false, chosen: false, mode: 'template', files: 0, fileBytes: 0, maxChars: 4_096, templates: [{ id: 'kargo:tr', name: 'Kargo gecikti', text: 'Merhaba, siparişiniz yolda.' }] },
    { ...free, key: 'messenger-2', channel: 'messenger', account: 'Çiçek Pazarı', to: 'Ayşe Yılmaz', public: true, chosen: false, maxChars: 500, files: 0, fileBytes: 0 },
    { ...free, key: 'messenger-1', channel: 'messenger', account: 'Çiçek Pazarı', to: 'Ayşe Yılmaz', public: false, chosen: false, mode: 'tagged', until: at(-60 * 30, from) },
    { ...free, key: 'sms-1', channel: 'sms', account: 'GONCA', to: '+905320000000', public: false, chosen: false, unproven: true, oneWay: true, maxChars: 1_600, files: 0, fileBytes: 0, counted: true },
    { ...free, key: 'review-1', channel: 'review', account: 'Yorumlar', to: 'Ayşe Yılmaz', public: true, chosen: false, byHand: true },
    { ...free, key: 'instagram-1', channel: 'instagram', account: 'Çiçek Pazarı', to: 'Ayşe Yılmaz', public: false, chosen: false, mode: 'closed' },
    { ...free, key: 'sms-2', channel: 'sms', account: 'GONCA', to: '+905321111111', public: false, chosen: false, blocked: 'opted_out' },
  ]
} // prettier-ignore

const mehmet = { id: 'u1', name: 'Mehmet Işık' }
const gul = { id: 'u2', name: 'Gül Şahin' }

export function messages(from: number): MessageView[] {
  const plain = { quoted: false, html: false, raw: false, attachments: [] }
  const delivery = (state: 'sent' | 'failed' | 'queued' | 'unknown', reason: string, detail: string, ago: number) => ({ state, reason, detail, at: at(ago, from) })
  return [
    message(from),
    message(from, { ...plain, id: 'm2', seq: 2, kind: 'auto', author: { id: '', name: 'Redress' }, at: at(60 * 26 - 1, from), text: 'Mesajınızı aldık. Talep numaranız #4211.', delivery: delivery('sent', '', '', 60 * 26 - 1) }),
    message(from, { ...plain, id: 'm3', seq: 4, kind: 'note', author: gul, at: at(90, from), text: 'Satıcı aradı: aynı gün yeni buket gönderebilirler. Müşteri kabul ederse bize haber verecekler.' }),
    message(from, { ...plain, id: 'm4', seq: 5, kind: 'reply', author: mehmet, at: at(70, from), text: 'Merhaba Ayşe Hanım,\n\nYaşadığınız için çok üzgünüz. Bugün aynı buketin tazesini gönderebiliriz; uygun olur mu?', delivery: { ...delivery('sent', '', '', 69), state: 'read', times: { sent: at(69, from), delivered: at(68, from), read: at(60, from) } } }),
    message(from, { ...plain, id: 'm5', seq: 6, kind: 'reply', author: mehmet, at: at(30, from), text: 'Kurye saat 15.00’te yola çıkacak.', delivery: delivery('failed', '550', 'mailbox unavailable', 29), truncated: true }),
    message(from, { ...plain, id: 'm6', seq: 7, stranger: 'kardesi@ornek.com', author: { id: '', name: 'Can Yılmaz' }, at: at(4, from), text: 'Evet, uygun. Teşekkürler!', beside: beside(from) }),
  ]
} // prettier-ignore

const callValues: CallValues = {
  medium: 'call',
  direction: 'out',
  outcome: 'reached',
  minutes: '4',
  at: '',
  note: '',
  phone: '+905320000000',
}

export function conversation(from: number, changes: Partial<ConversationView> = {}): ConversationView {
  const [first, auto, note, reply, failed, last] = messages(from) as [MessageView, MessageView, MessageView, MessageView, MessageView, MessageView]
  return {
    header: header(from),
    items: [
      { type: 'day', at: first.at },
      { type: 'message', message: first },
      { type: 'message', message: auto },
      { type: 'events', ...events(from) },
      { type: 'day', at: note.at },
      { type: 'message', message: note },
      { type: 'message', message: reply },
      { type: 'message', message: failed },
      { type: 'message', message: last },
    ],
    composer: { number: 4211, baseSeq: 7, clientId: 'c-1', kind: 'reply', text: '', channel: 'email', routes: routes(from), public: false, canReply: true, template: '', links: { own: 'Yanıtınız için: https://ornek.com/t/abc?k=1', public: 'Özelden: https://ornek.com/t/abc' }, upload: { files: 10, bytes: 10_485_760 }, faults: [], newer: false },
    properties: {
      number: 4211, version: 3,
      assignees: [{ value: '', label: 'Kimse', chosen: false }, { value: 'u1', label: 'Mehmet Işık', chosen: true }, { value: 'u2', label: 'Gül Şahin', chosen: false }],
      priorities: [{ value: 'normal', label: 'Normal', chosen: false }, { value: 'urgent', label: 'Acil', chosen: true }],
      categories: [{ value: 'late_delivery', label: 'Geç teslimat', chosen: true }, { value: 'other', label: 'Diğer', chosen: false }],
    },
    customer: {
      id: 'k1', name: 'Ayşe Yılmaz', identities: [{ type: 'email', value: 'ayse@ornek.com', proven: true }, { type: 'phone', value: '+905320000000', proven: false }],
      since: at(60 * 24 * 400, from), ticketCount: 3, recent: [{ number: 3877, subject: 'Fatura adresim yanlış', status: 'closed', at: at(60 * 24 * 40, from) }],
      more: more(from), story: story(from),
    },
    orders: [{
      id: 'o1', number: '88231', marketplace: 'Lale Bahçesi', placedAt: at(60 * 48, from), seller: 'Lale Çiçekçilik', carrier: 'Hızlı Kurye', tracking: 'HK-1002003',
      promisedAt: at(60 * 30, from), deliveredAt: at(60 * 27, from), items: [{ name: '25 kırmızı gül', quantity: 1, amount: { amountMinor: 124_990, currency: 'TRY' } }], total: { amountMinor: 129_990, currency: 'TRY' },
    }],
    calls: { ticket: 4211, clientId: 'c-2', values: callValues, faults: [], phones: [{ number: '+905320000000', href: 'tel:+905320000000' }], lastTriedAt: at(90, from) },
    advice: { ticket: 4211, phone: { reasons: [{ code: 'many_rounds', detail: '4' }], phones: [{ number: '+905320000000', href: 'tel:+905320000000' }] }, contacts: 3 },
    playbooks: { ticket: 4211, playbooks: [{ key: 'late_or_missing', name: { tr: 'Gelmeyen teslimat', en: 'Missing delivery' }, open: true, doneCount: 1, count: 2, steps: [{ step: 0, text: { tr: 'Kargoyu araştırın.', en: 'Follow the parcel.' }, done: { by: 'Mehmet Işık', at: at(20, from) }, words: '' }, { step: 1, text: { tr: 'Özür dileyin.', en: 'Apologise.' }, done: null, words: 'Özür dileriz <b>' }] }] },
    block: { customer: 'k1', ticket: 4211, now: { by: 'Gül Şahin', at: at(30, from), reason: 'Görevlilere hakaret', until: at(-600, from) }, mayBlock: true },
    backHref: '/?view=open',
    ...changes,
  }
} // prettier-ignore

export function events(from: number): PartialViews['tickets/events'] {
  return {
    id: 'e1',
    events: [
      { id: 'e1', seq: 3, name: 'ticket.assigned', at: at(100, from), by: 'Gül Şahin', details: { to: 'Mehmet Işık' } },
      { id: 'e2', seq: 3, name: 'ticket.prioritised', at: at(99, from), by: '', details: { from: { code: 'priority.normal' }, to: { code: 'priority.urgent' } } },
      { id: 'e3', seq: 3, name: 'ticket.categorised', at: at(99, from), by: '', details: { from: { tr: 'Diğer', en: 'Other' }, to: kargo.name } },
    ],
  }
} // prettier-ignore

export function examplePartials(from: number): PartialViews {
  return {
    'tickets/row': row(from),
    'tickets/rows': list(from),
    'tickets/header': header(from),
    'tickets/conversation': conversation(from),
    'tickets/events': events(from),
    'tickets/watchers': {
      people: [
        { id: 'u2', name: 'Gül Şahin' },
        { id: 'u3', name: 'Can <Öz>' },
      ],
      typing: { count: 1, names: 'Gül Şahin' },
      viewing: { count: 1, names: 'Can <Öz>' },
    },
    'messages/files': {
      upload: { files: 10, bytes: 10_485_760 },
      files: [
        {
          key: 'f1',
          name: 'vazo <kırık>.png',
          size: 48_000,
          wrong: '',
          again: false,
          busy: true,
          percent: 40,
        },
        {
          key: 'f2',
          name: 'Düğün filmi 1.mp4',
          size: 48_000_000,
          wrong: '10 MB sınırından büyük',
          again: false,
          busy: false,
          percent: 0,
        },
        {
          key: 'f3',
          name: 'Fatura 12.pdf',
          size: 4_000,
          wrong: 'Bağlantı yok',
          again: true,
          busy: false,
          percent: 0,
        },
      ],
    },
    'messages/segments': {
      parts: 3,
      units: 140,
      encoding: 'UCS-2',
      folded: { text: 'Siparisiniz "yolda"', parts: 1, saved: 2 },
    },
    'messages/message': message(from),
  }
}

export function examplePages(from: number): PageViews {
  const views = [['mine', 3], ['unassigned', 12], ['open', 99], ['pending', 8], ['on_hold', 0], ['snoozed', 2], ['resolved', 40], ['spam', 0]] as const // prettier-ignore
  return {
    'pages/sign-in': { values: { email: 'mehmet@ornek.com' }, faults: [{ field: 'password', code: 'wrong_credentials' }], next: '/' },
    'pages/set-up': { values: { name: '', email: '' }, faults: [], token: 'tok', minPassword: 10 },
    'pages/accept-invitation': { values: { name: 'Gül Şahin' }, faults: [], token: 'tok', email: 'gul@ornek.com', minPassword: 10 },
    'pages/inbox': {
      chrome, title: '#4211 Güllerim solmuş geldi', list: list(from), conversation: conversation(from), supportAddress: 'destek@ornek.com',
      views: views.map(([key, count]) => ({ key, icon: key, href: `/?view=${key}`, count, capped: count === 99, active: key === 'open' })),
    },
    'pages/new-conversation': {
      chrome: { ...chrome, mailConfigured: false }, values: { address: 'ayse@', name: '', subject: 'Siparişiniz hakkında', text: 'Merhaba,' },
      faults: [{ field: 'address', code: 'address_invalid' }], accounts: [{ value: 'a1', label: 'Destek <destek@ornek.com>', chosen: true }], clientId: 'c-2',
    },
    'pages/new-call': {
      chrome, values: { ...callValues, subject: 'Güller solmuş', name: 'Ayşe', email: '', order: '88231' }, faults: [{ field: 'customer', code: 'caller_unclear' }],
      ticket: 0, clientId: 'c-3', phones: [], categories: [{ value: '', label: 'Kurallar seçsin', chosen: true }], callers: [{ id: 'k1', name: 'Ayşe Yılmaz', proven: true, chosen: false }], isNew: false,
    },
    'pages/outbox': {
      chrome: { ...chrome, section: 'outbox', mailConfigured: false }, nextHref: '/outbox?cursor=x',
      entries: [
        { id: 'l1', ticket: 4211, subject: 'Ynt: Güllerim solmuş geldi', to: 'ayse@ornek.com', automatic: false, delivery: { state: 'failed', reason: '550', detail: 'mailbox unavailable', at: at(29, from) }, attempts: 1, nextAt: '' },
        { id: 'l2', ticket: 4210, subject: 'Re: Where is my parcel?', to: 'oliver@example.com', automatic: false, delivery: { state: 'unknown', reason: 'unknown', detail: '', at: at(12, from) }, attempts: 1, nextAt: '' },
        { id: 'l3', ticket: 0, subject: 'Mesajınızı aldık', to: 'zeynep@ornek.com', automatic: true, delivery: { state: 'queued', reason: 'retry', detail: '421 try later', at: at(2, from) }, attempts: 2, nextAt: at(-4, from) },
      ],
    },
    'pages/error': { status: 404, code: 'ticket_not_found', details: {}, requestId: 'req-8f2k', homeHref: '/' },
    'pages/demo-shop': {
      values: { name: '', email: '', order: '88231', text: '' }, faults: [], sent: 4211,
      products: [
        { name: { tr: '25 kırmızı gül', en: '25 red roses' }, price: { amountMinor: 124_990, currency: 'TRY' }, icon: 'roses' },
        { name: { tr: 'Frambuazlı pasta', en: 'Raspberry cake' }, price: { amountMinor: 64_900, currency: 'TRY' }, icon: 'cake' },
        { name: { tr: 'İsme özel kupa', en: 'Mug with a name' }, price: { amountMinor: 24_900, currency: 'TRY' }, icon: 'mug' },
        { name: { tr: 'Hediye kutusu', en: 'Gift box' }, price: { amountMinor: 89_900, currency: 'TRY' }, icon: 'gift' },
      ],
      order: { number: '88231', placedAt: at(60 * 48, from), items: [{ name: { tr: '25 kırmızı gül', en: '25 red roses' }, quantity: 1 }], total: { amountMinor: 129_990, currency: 'TRY' } },
      chat: 'demo',
    },
    'pages/widget': presentWidgetPage({ site: 'cicek', name: 'Lale Bahçesi', parent: 'https://dukkan.example', locale: 'tr' }),
    ...publicPages(from),
    ...customerPages(from, chrome, conversation(from).orders),
    ...rulePages(from),
  }
} // prettier-ignore
