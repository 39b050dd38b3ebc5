import type { PageViews, SettingsPage } from '../../views/types.js'

const me = { id: 'u1', name: 'Mehmet Işık', email: 'mehmet@ornek.com', role: 'admin' } as const

function page(tab: SettingsPage['tab']): SettingsPage {
  return {
    chrome: {
      me,
      section: 'settings',
      mailConfigured: true,
      flash: { kind: 'success', code: 'saved' },
      search: '',
    },
    tab,
  }
}

/** Full examples of the settings pages. */
export function rulePages(from: number): Pick<PageViews, keyof PageViews & `pages/settings/${string}`> {
  const at = new Date(from - 3_600_000).toISOString()
  const roles = [{ value: 'agent', label: 'Temsilci', chosen: true }, { value: 'admin', label: 'Yönetici', chosen: false }]
  const teams = [{ value: 't1', label: 'Çiçek', chosen: true }, { value: 't2', label: 'İade', chosen: false }]
  return {
    'pages/settings/channels': {
      ...page('channels'), nextHref: '/settings/channels?cursor=sms.bildirim',
      accounts: [
        { id: 'a1', channel: 'email', name: 'Destek', addresses: ['destek@ornek.com', 'sikayet@ornek.com'], enabled: true, href: '/settings/email-accounts/a1', lastAt: at, errorCode: '', errorAt: '' },
        { id: 'a3', channel: 'whatsapp', name: 'Mağazanın WhatsApp hattı', addresses: ['+905320000000'], enabled: true, href: '/settings/channels/a3', lastAt: at, errorCode: 'processing_failed', errorAt: at },
        { id: 'a4', channel: 'chat', name: 'Site', addresses: [], enabled: false, href: '/settings/channels/a4', lastAt: '', errorCode: '', errorAt: '' },
      ],
      offers: ['email', 'sms', 'whatsapp', 'chat', 'messenger', 'instagram', 'x', 'telegram', 'review'].map((channel) => ({ channel, href: `/settings/channels/new?channel=${channel}` })),
    },
    'pages/settings/channel': {
      ...page('channels'), id: 'a3', version: 4, channel: 'whatsapp', values: { name: 'Mağazanın WhatsApp hattı', locale: 'tr', enabled: true },
      faults: [{ field: 'setup-authToken', code: 'field_required' }, { field: 'setup-addresses', code: 'number_not_international', details: { address: '0532' } }],
      fields: [
        { name: 'setup-addresses', label: 'Numaralar', hint: 'Her satıra bir numara', kind: 'lines', required: true, value: '0532', on: true, choices: [], stored: false },
        { name: 'setup-provider', label: 'Sağlayıcı', hint: '', kind: 'select', required: true, value: 'twilio', on: true, choices: [{ value: '', label: 'Seçilmedi', chosen: false }, { value: 'twilio', label: 'Twilio', chosen: true }], stored: false },
        { name: 'setup-authToken', label: 'Gizli anahtar', hint: '', kind: 'secret', required: false, value: '', on: false, choices: [], stored: true },
        { name: 'setup-apiUrl', label: 'API adresi', hint: 'Boş bırakılabilir', kind: 'text', required: false, value: '', on: false, choices: [], stored: false },
        { name: 'setup-smartEncoding', label: 'Akıllı kodlama', hint: '', kind: 'switch', required: false, value: 'on', on: true, choices: [], stored: false },
      ],
      teams: [{ value: '', label: 'Ekip yok', chosen: false }, ...teams], steps: ['Twilio konsolunu açın: https://console.twilio.com', 'Webhook adresini yapıştırın.'],
      webhookUrl: 'https://redress.example/channels/whatsapp/magazanin-whatsapp-hatti', newSecret: { label: 'Doğrulama sözcüğü', value: 'k3j4-örnek' },
      secrets: [{ name: 'verifyToken', label: 'Doğrulama sözcüğü', value: 'abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstv' }, { name: 'inboundSecret', label: 'İmza anahtarı', value: '' }],
      snippet: '<script src="https://redress.example/widget.js" data-site="magaza" async></script>', canTest: true, canConnect: true,
      checks: [{ ok: true, text: 'Hesap bulundu.', detail: 'Çiçek Pazarı (AC0123456789abcdef0123456789abcdef)' }, { ok: false, text: 'Numara bu hesabındır.', detail: '21212 invalid From' }],
    },
    'pages/settings/email-accounts': {
      ...page('email-accounts'),
      accounts: [
        { id: 'a1', name: 'Destek', addresses: ['destek@ornek.com', 'sikayet@ornek.com'], locale: 'tr', enabled: true, catchAll: true, acknowledge: true },
        { id: 'a2', name: 'Export', addresses: ['support@example.com'], locale: 'en', enabled: false, catchAll: false, acknowledge: false },
      ],
    },
    'pages/settings/email-account': {
      ...page('email-accounts'), id: 'a1', version: 2, inboundUrl: 'https://redress.example/channels/email/destek', hasSecret: true, newSecret: 'k3j4-örnek', hasSmtp: true,
      values: { name: 'Destek', addresses: 'destek@ornek.com\nsikayet@ornek.com', locale: 'tr', fallbackCharset: 'windows-1254', smtpUrl: '', catchAll: true, enabled: true, acknowledge: false },
      faults: [{ field: 'addresses', code: 'channel_account_exists' }], charsets: [{ value: 'windows-1254', label: 'Windows-1254 (Türkçe)', chosen: true }, { value: 'utf-8', label: 'UTF-8', chosen: false }],
    },
    'pages/settings/links': { ...page('links'), values: { hosts: 'kotu-ornek.com\nbu değil' }, faults: [{ field: 'hosts', code: 'link_host_invalid', details: { host: 'bu değil' } }] },
    'pages/settings/rules': {
      ...page('rules'),
      rules: [
        { id: 'r1', kind: 'category', locale: 'tr', target: { tr: 'Geç teslimat', en: 'Late delivery' }, terms: ['geç geldi', 'gecik', 'hâlâ gelmedi'], weight: 8, enabled: true, builtIn: true },
        { id: 'r2', kind: 'priority', locale: 'any', target: { tr: 'Acil', en: 'Urgent' }, terms: ['avukat', 'tüketici hakem heyeti'], weight: 10, enabled: false, builtIn: false },
      ],
      test: { text: 'Kargom geç geldi', category: { tr: 'Geç teslimat', en: 'Late delivery' }, categoryBecause: [{ code: 'rule_phrase', detail: 'geç geldi' }], priority: 'normal', priorityBecause: [{ code: 'category_default', detail: '' }] },
    },
    'pages/settings/rule': {
      ...page('rules'), id: 'r1', values: { words: '', phrases: 'geç geldi\neksik gel*', stems: 'gecik', weight: 8, enabled: true }, faults: [],
      locales: [{ value: 'tr', label: 'Türkçe', chosen: true }, { value: 'any', label: 'Tüm diller', chosen: false }],
      targets: [{ label: 'Kategori', choices: [{ value: 'category:late_delivery', label: 'Geç teslimat', chosen: true }] }, { label: 'Öncelik', choices: [{ value: 'priority:urgent', label: 'Acil', chosen: false }] }],
    },
    'pages/settings/quarantine': {
      ...page('quarantine'), nextHref: '',
      entries: [{ id: 'q1', channel: 'email', receivedAt: at, size: 26_800_000, from: 'ayse@ornek.com', subject: 'Fotoğraflar', reason: 'mail_too_large', attempts: 1 }, { id: 'q2', channel: 'email', receivedAt: at, size: 900, from: '', subject: '', reason: 'internal', attempts: 8 }],
    },
    'pages/settings/users': {
      ...page('users'), values: { email: '', name: '' }, faults: [], roles, teams, invitationUrl: 'https://redress.example/invitations/abc123',
      users: [
        { id: 'u1', name: 'Mehmet Işık', email: 'mehmet@ornek.com', role: 'admin', state: 'active', roles, teams, self: true },
        { id: 'u2', name: 'Gül Şahin', email: 'gul@ornek.com', role: 'agent', state: 'invited', roles, teams, self: false },
        { id: 'u3', name: 'Emre Koç', email: 'emre@ornek.com', role: 'manager', state: 'deactivated', roles, teams, self: false },
      ],
    },
    'pages/settings/system': {
      ...page('system'),
      parts: [{ key: 'mongo', state: 'ok', detail: '6.0.5' }, { key: 'redis', state: 'ok', detail: '6.2.14' }, { key: 'worker', state: 'warning', detail: '' }, { key: 'smtp_out', state: 'down', detail: '' }],
      queues: [{ name: 'receive-message', waiting: 3, active: 1, delayed: 0, failed: 0 }, { name: 'deliver-message', waiting: 1204, active: 2, delayed: 9, failed: 1 }],
      versions: [{ name: 'Redress', version: '0.1.0' }, { name: 'Node.js', version: '20.20.2' }],
    },
  }
} // prettier-ignore
