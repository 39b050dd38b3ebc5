import { expect } from 'chai'
import { days, travel } from '../../../../server/lib/clock.js'
import { makeSecrets } from '../../../../server/lib/secrets.js'
import { system } from '../../../../server/models/actor.js'
import {
  holdsStatusLink,
  publicLink,
  renewStatusLinks,
  statusKeyState,
  statusLink,
  type TicketRecord,
} from '../../../../server/models/tickets/index.js'
import { accountOn, complaintBy, identity, testSecrets } from '../../../support/conversations.js'
import { useDatabase } from '../../../support/database.js'

const base = 'https://destek.example'
const keyOf = (link: string): string => new URL(link).searchParams.get('k') ?? ''

describe('a customer’s link to their ticket', () => {
  useDatabase()
  let ticket: TicketRecord
  beforeEach(async () => {
    ticket = await complaintBy(await accountOn('email'), identity('email', 'ayse@posta.example'))
  })
  const state = (link: string, of = ticket, secrets = testSecrets): string =>
    statusKeyState(keyOf(link), of, secrets)

  it('opens that ticket for ninety days, and is the same link all day', () => {
    const link = statusLink(ticket, testSecrets, base)
    expect(link).to.match(new RegExp(`^${base}/t/${ticket.publicId}\\?k=`))
    expect(statusLink(ticket, testSecrets, base)).to.equal(link)
    expect(state(link)).to.equal('good')
    travel(days(90))
    expect(state(link)).to.equal('good')
    travel(days(1))
    expect(state(link)).to.equal('expired')
  })

  it('is worth nothing for another ticket, under another secret, with another end, or cut', () => {
    const link = statusLink(ticket, testSecrets, base)
    expect(state(link, { ...ticket, publicId: 'a'.repeat(26) })).to.equal('wrong')
    expect(state(link, ticket, makeSecrets('f'.repeat(64)))).to.equal('wrong')
    const [day = '', mac = ''] = keyOf(link).split('-')
    const later = (parseInt(day, 36) + 1).toString(36)
    for (const key of [`${later}-${mac}`, `-${mac}`, `${day}-`, `${day}-${mac.slice(1)}`, mac, '', `${day}-${mac} `])
      expect(statusKeyState(key, ticket, testSecrets), key).to.equal('wrong')
  }) // prettier-ignore

  it('ends with all that were given out before when they are renewed', async () => {
    const link = statusLink(ticket, testSecrets, base)
    const renewed = await renewStatusLinks(ticket, system)
    expect(state(link, renewed)).to.equal('wrong')
    expect(state(statusLink(renewed, testSecrets, base), renewed)).to.equal('good')
    expect((await renewStatusLinks(ticket, system)).linkVersion).to.equal(2)
  })

  it('is told from the address without its key, which may stand anywhere', () => {
    expect(holdsStatusLink(`Buyrun: ${statusLink(ticket, testSecrets, base)}`, ticket)).to.equal(true)
    expect(holdsStatusLink(`${base}/t/${ticket.publicId}/?x=1&k=abc`, ticket)).to.equal(true)
    expect(holdsStatusLink(`Buyrun: ${publicLink(ticket, base)} k=1`, ticket)).to.equal(false)
  })
})
