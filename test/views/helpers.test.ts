import { expect } from 'chai'
import { dayNumber, formatDate, formatMoney, formatRelative } from '../../views/helpers/dates.js'
import { fileSize, hue, initials, linkify, scriptJson } from '../../views/helpers/text.js'

const zone = 'Europe/Istanbul'
const words = { now: 'şimdi', yesterday: 'dün', minutes: (n: number) => `${n} dk` }
const relative = (iso: string, now: string): string => formatRelative(iso, now, 'tr', zone, words)

describe('what templates say of values', () => {
  it('shows an instant in the zone it is given, in 24 hours in both languages', () => {
    expect(formatDate('2026-03-01T21:05:00Z', 'time', 'tr', zone)).to.equal('00:05')
    expect(formatDate('2026-03-01T21:05:00Z', 'time', 'en', 'UTC')).to.equal('21:05')
    expect(formatDate('2026-03-01T21:05:00Z', 'date', 'tr', zone)).to.equal('2 Mart 2026')
  })

  it('shows nothing for what is no instant', () => {
    expect(formatDate('', 'full', 'tr', zone)).to.equal('')
    expect(formatDate('soon', 'full', 'tr', zone)).to.equal('')
  })

  it('says how long ago as a list needs it: minutes, then the hour, yesterday, the date', () => {
    const now = '2026-11-22T12:00:00Z'
    expect(relative('2026-11-22T11:59:40Z', now)).to.equal('şimdi')
    expect(relative('2026-11-22T11:35:00Z', now)).to.equal('25 dk')
    expect(relative('2026-11-22T09:00:00Z', now)).to.equal('12:00')
    expect(relative('2026-11-21T20:00:00Z', now)).to.equal('dün')
    expect(relative('2026-11-14T20:00:00Z', now)).to.equal('14 Kas')
    expect(relative('2024-11-14T20:00:00Z', now)).to.equal('14 Kasım 2024')
  })

  it('takes the day from the reader’s zone: late evening in UTC is already tomorrow in Istanbul', () => {
    expect(dayNumber('2026-11-21T22:00:00Z', zone) - dayNumber('2026-11-21T20:00:00Z', zone)).to.equal(1)
    expect(dayNumber('2026-11-21T22:00:00Z', 'UTC') - dayNumber('2026-11-21T20:00:00Z', 'UTC')).to.equal(0)
  })

  it('shows money from minor units, with as many digits as the currency has', () => {
    expect(formatMoney(124_990, 'TRY', 'tr')).to.equal('₺1.249,90')
    expect(formatMoney(1_500, 'JPY', 'en')).to.match(/1,500$/)
  })

  it('makes initials of any name, with the Turkish capital İ', () => {
    expect(initials('ilker ışık')).to.equal('İI')
    expect(initials('Ayşe Nur Yılmaz')).to.equal('AY')
    expect(initials('<>')).to.equal('?')
  })

  it('gives the same name always the same colour', () => {
    expect(hue('Ayşe')).to.equal(hue('Ayşe')).and.to.be.within(0, 7)
  })

  it('leaves the full stop after an address out of the link', () => {
    expect(linkify('bkz. https://a.b/c.')).to.match(/>https:\/\/a\.b\/c<\/a>\.$/)
  })

  it('links nothing but web addresses and escapes everything', () => {
    expect(linkify('javascript:alert(1) "<b>"')).to.equal('javascript:alert(1) &quot;&lt;b&gt;&quot;')
  })

  it('writes JSON that cannot close its script element', () => {
    const json = scriptJson({ name: '</script>\u2028' })
    expect(json).not.to.match(/<|\u2028/)
    expect(JSON.parse(json)).to.deep.equal({ name: '</script>\u2028' })
  })

  it('shows sizes in the unit a person would use', () => {
    expect([512, 1_536, 482_113, 26_800_000].map((bytes) => fileSize(bytes, ','))).to.deep.equal(['512 B', '1,5 KB', '471 KB', '26 MB']) // prettier-ignore
  })
})
