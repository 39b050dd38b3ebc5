import { expect } from 'chai'
import { openingAt, readHours } from '../../../channels/chat/hours.js'
import { chatSettings } from '../../../channels/chat/settings.js'

const istanbul = 'Europe/Istanbul'
const office = readHours('mon-fri 09:00-12:30 13:30-18:00\nsat 10:00-14:00')
const at = (iso: string, zone = istanbul, hours = office) => {
  const { open, nextOpenAt } = openingAt(hours, zone, new Date(iso))
  return { open, next: nextOpenAt?.toISOString() ?? null }
}

describe("a widget's hours", () => {
  it('are open from the first minute of a span to the last before its end', () => {
    // Friday, 20 November 2026; Istanbul is three hours ahead of UTC.
    expect(at('2026-11-20T05:59:59Z')).to.deep.equal({ open: false, next: '2026-11-20T06:00:00.000Z' })
    expect(at('2026-11-20T06:00:00Z')).to.deep.equal({ open: true, next: null })
    expect(at('2026-11-20T09:29:59Z').open).to.equal(true)
    expect(at('2026-11-20T09:30:00Z')).to.deep.equal({ open: false, next: '2026-11-20T10:30:00.000Z' })
  })

  it('open next on the next day that has any, over the weekend too', () => {
    expect(at('2026-11-20T15:00:00Z').next).to.equal('2026-11-21T07:00:00.000Z')
    expect(at('2026-11-21T11:00:00Z').next).to.equal('2026-11-23T06:00:00.000Z')
    expect(at('2026-11-22T12:00:00Z').next).to.equal('2026-11-23T06:00:00.000Z')
    const onlyMondays = readHours({ mon: [['09:00', '10:00']] })
    expect(at('2026-11-23T07:30:00Z', istanbul, onlyMondays).next).to.equal('2026-11-30T06:00:00.000Z')
  })

  it('follow the wall clock where clocks change', () => {
    const berlin = readHours('mon-sun 09:00-18:00')
    // The night to 29 March 2026 loses an hour, the one to 25 October gets one.
    expect(at('2026-03-28T18:00:00Z', 'Europe/Berlin', berlin).next).to.equal('2026-03-29T07:00:00.000Z')
    expect(at('2026-10-24T18:00:00Z', 'Europe/Berlin', berlin).next).to.equal('2026-10-25T08:00:00.000Z')
    const night = readHours('sun 02:30-04:00')
    expect(at('2026-03-28T20:00:00Z', 'Europe/Berlin', night).next).to.equal('2026-03-29T01:30:00.000Z')
  })

  it('are always open when nobody has set any, and to the end of the day with 24:00', () => {
    expect(at('2026-11-22T03:00:00Z', istanbul, null)).to.deep.equal({ open: true, next: null })
    const late = readHours('sun 20:00-24:00')
    expect(at('2026-11-22T20:59:00Z', istanbul, late).open).to.equal(true)
    expect(at('2026-11-22T21:00:00Z', istanbul, late).open).to.equal(false)
  })

  it('are read from lines and from objects alike, a range over the weekend included', () => {
    expect(readHours(['fri-mon 10:00-11:00'])).to.have.keys('fri', 'sat', 'sun', 'mon')
    expect(readHours({ tue: [['09:00', '18:00']], wed: 'nine to five' })).to.deep.equal({
      tue: [['09:00', '18:00']],
    })
    for (const nonsense of [undefined, null, 7, '', 'every day', 'mon 18:00-09:00', { mon: [['9', '18']] }])
      expect(readHours(nonsense), JSON.stringify(nonsense)).to.equal(null)
  })
})

describe("a widget's settings", () => {
  it('name exact origins only', () => {
    const { allowedOrigins } = chatSettings({
      allowedOrigins: 'https://www.magaza.example\nhttp://magaza.example\nhttps://magaza.example/path\nhttp://localhost:8080\nhttps://*.example\n https://a.example:8443 ',
    }) // prettier-ignore
    expect(allowedOrigins).to.deep.equal(['https://www.magaza.example', 'http://localhost:8080', 'https://a.example:8443'])
  }) // prettier-ignore

  it('are read flat as the settings page keeps them and nested as programs write them', () => {
    const flat = chatSettings({ preChat: true, askOrder: true, greetingTr: 'Merhaba', awayMinutes: '10' })
    const nested = chatSettings({
      preChat: { on: true, askOrder: true },
      greeting: { tr: 'Merhaba' },
      awayMinutes: 10,
    })
    expect(flat).to.deep.equal(nested)
    expect(flat.preChat).to.deep.equal({ on: true, askOrder: true, askCategory: false, askRemedy: false })
    expect(chatSettings({})).to.include({ identity: 'off', awayMinutes: 5, botOn: false, timeZone: istanbul })
  })
})
