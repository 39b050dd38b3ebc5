import { expect } from 'chai'
import { Outbox, type OutboxRecord } from '../../../server/models/outbox/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { accountOn } from '../../support/deliveries.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import type { Client } from '../../support/client.js'

describe('a conversation that an agent begins by telephone number', () => {
  useDatabase()
  const app = useApp()
  let mehmet: Client

  beforeEach(async () => {
    mehmet = await (await openDesk(app())).person('agent')
    await accountOn('sms', app().context)
    await accountOn('whatsapp', app().context)
  })

  const begin = (fields: object) =>
    mehmet.post<{ number: number; error: { code: string } }>('/api/v1/tickets', {
      ...{
        subject: 'Teslimat saati',
        text: 'Siparişiniz yarın gelecek',
        direction: 'outbound',
        channel: 'sms',
      },
      identity: { type: 'phone', value: '0532 111 22 33', name: 'Ayşe' },
      ...fields,
    })

  it('goes out by SMS to the number in its international form, and its ticket knows where answers come from', async () => {
    const { status, body } = await begin({})
    expect(status).to.equal(201)
    const ticket = await Ticket.findOne({ number: body.number }).lean<TicketRecord>()
    const letter = await Outbox.findOne({ ticket: ticket!._id }).lean<OutboxRecord>()
    expect(letter).to.include({ channel: 'sms', text: 'Siparişiniz yarın gelecek', state: 'queued' })
    expect(letter!.to[0]!.address).to.equal('+905321112233')
    expect(ticket!.via).to.deep.equal([`sms:${ticket!.account!.toHexString()}`])
  })

  it('is refused with the reason, and begins nothing: no number, no such order, words where only a template may go', async () => {
    expect((await begin({ identity: { type: 'phone', value: 'benim numaram', name: '' } })).body.error.code).to.equal('phone_invalid')
    expect((await begin({ order: 'TR-9999' })).body.error.code).to.equal('order_unknown')
    expect((await begin({ channel: 'whatsapp' })).body.error.code).to.equal('template_required')
    expect(await Ticket.countDocuments()).to.equal(0)
  }) // prettier-ignore
})
