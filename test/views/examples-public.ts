import type { PageViews } from '../../views/types.js'

type Public = 'pages/complaint' | 'pages/complaint-sent' | 'pages/privacy' | 'pages/status' | 'pages/status-link' | 'pages/customer-link' // prettier-ignore

/** Full examples of the pages of customers, and of the agent's page that leads there. */
export function publicPages(from: number): Pick<PageViews, Public> {
  const at = (minutesAgo: number): string => new Date(from - minutesAgo * 60_000).toISOString()
  const choice = (value: string, label: string, chosen = false) => ({ value, label, chosen })
  const evidence = { files: 5, bytes: 10_485_760 }
  const words = { author: '', event: '', taken: false, files: [] }
  return {
    'pages/complaint': {
      languageHref: '/complaint', languageForm: 'complaint-form', organisation: 'Çiçek <Pazarı>', token: 'tok',
      values: { order: 'CP-88231', text: 'Kısa', name: 'Ayşe Yılmaz', email: 'ayse@', phone: '', consent: false },
      faults: [{ field: 'text', code: 'complaint_too_short', details: { least: 20 } }, { field: 'email', code: 'email_invalid' }, { field: 'consent', code: 'consent_needed' }, { field: 'files', code: 'evidence_too_large', details: { megabytes: 10 } }],
      categories: [choice('', 'Seçin'), choice('damaged_in_transit', 'Taşımada hasar', true)],
      groups: [{ category: 'damaged_in_transit', chosen: true, photo: true, questions: [
        { name: 'q_damaged_in_transit_damaged_what', label: 'Hangi ürün, nasıl hasarlı?', kind: 'text', value: 'Vazo "kırık"', choices: [] },
        { name: 'q_damaged_in_transit_package_damaged', label: 'Paket de hasarlı mıydı?', kind: 'choice', value: 'yes', choices: [choice('', 'Seçin'), choice('yes', 'Evet', true)] },
      ] }, { category: 'delivery_late_or_missing', chosen: false, photo: false, questions: [{ name: 'q_delivery_late_or_missing_promised_on', label: 'Hangi gün gelecekti?', kind: 'date', value: '', choices: [] }] }],
      ratings: [choice('5', '5, çok iyi'), choice('1', '1, çok kötü', true)],
      remedies: [choice('', 'Seçin'), choice('refund', 'Paramın iadesi', true)],
      contacts: [choice('email', 'E-posta ile', true), choice('phone', 'Telefonla')],
      uploads: [{ id: 'a'.repeat(24), name: 'kırık <vazo>.jpg', size: 482_113 }], evidence, least: 20, most: 10_000,
    },
    'pages/complaint-sent': { languageHref: '/complaint/sent/tok', number: 4211, reference: 'AB12CD34', statusHref: '/t/abc?k=1' },
    'pages/privacy': { languageHref: '/privacy', organisation: 'Çiçek Pazarı', paragraphs: ['Verileriniz <yalnızca> şikâyetiniz için işlenir.'], version: '0a1b2c3d4e5f' },
    'pages/status': {
      languageHref: '/t/abc', title: 'Talep #4211', number: 4211, subject: 'Vazo kırık geldi', base: '/t/abc', state: 'resolved', openedAt: at(3_000), wanted: 'replacement',
      reopensUntil: at(-20_000), values: { text: 'Teşekkürler' }, faults: [{ field: 'text', code: 'message_empty' }], token: 'tok',
      items: [
        { ...words, id: 'e1', at: at(3_000), kind: 'event', text: '', event: 'opened' },
        { ...words, id: 'm1', at: at(3_000), kind: 'mine', text: 'Vazo kırık geldi.\nFotoğrafı ekte.', files: [{ name: 'kırık.jpg', size: 482_113, url: '/t/abc/files/1', image: true, state: '' }, { name: 'Fatura 88231.pdf', size: 91_200, url: '/t/abc/files/2', image: false, state: '' }, { name: 'ses.ogg', size: 0, url: '', image: false, state: 'pending' }] },
        { ...words, id: 'm2', at: at(2_000), kind: 'theirs', author: 'Mehmet Işık', text: 'Yenisini gönderiyoruz: https://ornek.com/kargo?a=1&b=2' },
        { ...words, id: 'm3', at: at(1_000), kind: 'mine', text: '', taken: true },
      ],
      olderHref: '/t/abc?before=7', uploads: [], evidence, most: 10_000, done: 'sent',
      rating: { score: 4, comment: 'Hızlıydı', scores: [choice('5', '5: çok memnunum'), choice('4', '4: memnunum', true)], until: at(-9_000) },
    },
    'pages/status-link': { languageHref: '/status-link', because: 'closed', values: { number: '4211', email: 'ayse@' }, faults: [{ field: 'email', code: 'email_invalid' }] },
    'pages/customer-link': { chrome: { me: { id: 'u1', name: 'Mehmet Işık', email: 'mehmet@ornek.com', role: 'agent' }, section: 'inbox', mailConfigured: true, flash: { kind: 'success', code: 'link_renewed' }, search: '' }, number: 4211, customer: 'Ayşe Yılmaz', url: 'https://ornek.com/t/abcdefghijklmnop?k=1abc-0123456789abcdefghjkmnpqrs', days: 90 },
  }
} // prettier-ignore
