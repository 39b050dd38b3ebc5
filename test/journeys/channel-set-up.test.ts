import { expect } from 'chai'
import {
  ChannelAccountModel,
  openAccount,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { Inbound } from '../../server/models/intake/index.js'
import { Ticket } from '../../server/models/tickets/index.js'
import { useApp } from '../support/app.js'
import { useDatabase } from '../support/database.js'
import { openDesk } from '../support/desk.js'
import { knock } from '../support/webhooks.js'
import { allMessages, settled } from '../support/worker.js'

const html = { accept: 'text/html' }
const words = 'Siparişim bir haftadır gelmedi, kargo nerede?'

/** A private message as Telegram delivers it (core.telegram.org/bots/api#update). */
function update(id: number, text: string): string {
  const ayse = { id: 555_000_111, is_bot: false, first_name: 'Ayşe', language_code: 'tr' }
  const message = { message_id: id, date: 1_790_000_000 + id, chat: { id: ayse.id, type: 'private', first_name: 'Ayşe' }, from: ayse, text }
  return JSON.stringify({ update_id: 9_000 + id, message })
} // prettier-ignore

describe('a channel from its set-up to its first complaint', () => {
  useDatabase()
  const app = useApp()
  before(() => app().context.queue.work(app().context))

  it('is added on a page, takes a customer’s words in as a ticket, tells what went wrong, and is closed when switched off', async () => {
    const { context, url } = app()
    const admin = await (await openDesk(app())).person('admin')
    const added = await admin.form('/settings/channels', {
      'channel': 'telegram', 'name': 'Çiçek botu', 'locale': 'tr', 'setup-addresses': '123456789', 'setup-botToken': '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp',
    })
    const page = added.headers.get('location') ?? ''
    const account = (await ChannelAccountModel.findOne({ channel: 'telegram' }).lean<ChannelAccountRecord>())!
    const secret = openAccount(account, context.secrets).secrets['webhookSecret'] ?? ''
    const shown = /\/channels\/telegram\/[a-z0-9-]+/.exec((await admin.get(page, html)).text)?.[0] ?? ''
    const deliver = async (body: string): Promise<number> =>
      (await knock(`${url}${shown}`, { body, headers: { 'x-telegram-bot-api-secret-token': secret } })).status

    expect([await deliver(update(1, words)), await deliver(update(1, words)), await deliver(update(2, 'Sipariş no 4471'))]).to.deep.equal([200, 200, 200])
    await settled(context)
    const tickets = await Ticket.find().lean()
    expect(tickets.map(({ channel, customerName }) => [channel, customerName])).to.deep.equal([['telegram', 'Ayşe']])
    expect((await allMessages()).map(({ text }) => text)).to.deep.equal([words, 'Sipariş no 4471'])
    expect((await admin.get('/settings/channels', html)).text).to.include('Son ileti').and.not.include('channel-error')

    expect(await deliver('{"update_id": 9003')).to.equal(200)
    await settled(context)
    expect((await admin.get('/settings/channels', html)).text).to.include('channel-error')
    expect((await admin.get('/settings/quarantine', html)).text).to.include('Telegram')

    const off = await admin.form(page, { name: 'Çiçek botu', locale: 'tr', version: String(account.version), 'setup-addresses': '123456789' })
    expect(off.status).to.equal(303)
    expect(await deliver(update(4, words))).to.equal(404)
    expect(await Inbound.countDocuments()).to.equal(3)
  }).timeout(30_000) // prettier-ignore
})
