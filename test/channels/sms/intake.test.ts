import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { createAccount, type ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import { Identity } from '../../../server/models/customers/customer.js'
import type { InboundRecord } from '../../../server/models/intake/index.js'
import { useDatabase } from '../../support/database.js'
import { peerAccount } from '../../support/twilio-peer.js'
import { allMessages, allTickets, makeTestContext, takeMail, type TestContext } from '../../support/worker.js'

const folder = new URL('../../fixtures/sms/', import.meta.url)

describe('What comes by SMS and WhatsApp', () => {
  useDatabase()
  let context: TestContext
  const accounts: Partial<Record<'sms' | 'whatsapp', ChannelAccountRecord>> = {}
  before(() => {
    context = makeTestContext()
  })
  beforeEach(async () => {
    for (const channel of ['sms', 'whatsapp'] as const)
      accounts[channel] = await createAccount(
        { channel, key: 'k', name: channel, addresses: ['+14155550100'], team: null, locale: 'tr', settings: {}, secrets: peerAccount },
        context.secrets,
      ) // prettier-ignore
  })
  after(() => context.close())

  const take = (file: string, channel: 'sms' | 'whatsapp' = 'sms'): Promise<InboundRecord> =>
    takeMail(readFileSync(new URL(file, folder)), accounts[channel]!, context, { via: 'http', query: '{}' })

  it('becomes a ticket with its words, from the number it came from', async () => {
    const taken = await take('tr_complaint.form')
    expect(taken.state).to.equal('processed')
    const [ticket] = await allTickets()
    expect(ticket).to.include({ channel: 'sms' })
    const [message] = await allMessages()
    expect(message).to.include({ kind: 'in', channel: 'sms', authorAddress: '+905321234567' })
    expect(message!.text).to.include('güller solmuş')
    const [identity, ...more] = await Identity.find().lean()
    expect(more).to.be.empty
    expect(identity).to.include({ type: 'phone', scope: '', value: '+905321234567', proof: 'transport' })
  })

  it('is one person by number over both channels, and another person by another number', async () => {
    await take('tr_complaint.form')
    await take('wa_text.form', 'whatsapp')
    expect(await Identity.countDocuments()).to.equal(1)
    await take('wa_bsuid.form', 'whatsapp')
    const hidden = await Identity.findOne({ type: 'wa_bsuid' }).lean()
    expect(hidden).to.include({ scope: '+14155550100', value: 'TR.13491208655302741918' })
    expect(await Identity.distinct('customer')).to.have.length(2)
  })

  it('stops what we would begin when somebody says so, keeps the words, and takes it back', async () => {
    await take('tr_dur.form')
    expect((await allMessages())[0]).to.include({ kind: 'in' })
    expect((await Identity.findOne().lean())?.optedOut).to.be.instanceOf(Date)
    await take('tr_basla.form')
    expect((await Identity.findOne().lean())?.optedOut ?? null).to.equal(null)
  })

  it('does not keep an answer from somebody who only wants no advertisements', async () => {
    const cloud = (value: object): Promise<InboundRecord> =>
      takeMail(Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '+14155550100' }, ...value } }] }] })), accounts.whatsapp!, context, { via: 'http' })
    await cloud({ messages: [{ from: '905321234567', id: 'wamid.1', timestamp: '1795000000', type: 'text', text: { body: 'Güller soldu' } }] })
    const wish = await cloud({ user_preferences: [{ wa_id: '905321234567', category: 'marketing_messages', value: 'stop', timestamp: 1_795_000_100 }] })
    expect(wish.outcomes[0]).to.include({ outcome: 'ignored', reason: 'optout_of_marketing' })
    const [person] = await Identity.find().lean()
    expect(person).to.include({ value: '+905321234567' })
    expect(person!.optedOut ?? null).to.equal(null)
  }) // prettier-ignore

  it('does not take a cancelled order for a wish to hear no more', async () => {
    await take('tr_iptal.form')
    await take('tr_iptal_order.form')
    expect(await allMessages()).to.have.length(2)
    expect((await Identity.findOne().lean())?.optedOut ?? null).to.equal(null)
  })

  it('is kept also when it came to a number that nobody listed', async () => {
    const form = 'MessageSid=SMx&SmsStatus=received&From=%2B905321234567&To=%2B14155550177&Body=merhaba'
    const taken = await takeMail(Buffer.from(form), accounts.sms!, context, { via: 'http' })
    expect(taken.state).to.equal('processed')
    expect(await allMessages()).to.have.length(1)
  })

  it('keeps the place that somebody sent', async () => {
    await take('wa_location.form', 'whatsapp')
    expect((await allMessages())[0]!.location).to.deep.equal({ lat: 41.0369, lon: 28.985, label: 'Taksim' })
  })
})
