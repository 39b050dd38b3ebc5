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
