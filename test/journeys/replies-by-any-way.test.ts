import { expect } from 'chai'
import { days, hours, minutes, travel } from '../../server/lib/clock.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { Attachment } from '../../server/models/attachments/attachment.js'
import { Identity } from '../../server/models/customers/index.js'
import { Message, type MessageRecord } from '../../server/models/messages/index.js'
import { claimLetter, Outbox, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import type { RouteView } from '../../views/types.js'
import type { UserRecord } from '../../server/models/users/index.js'
import { startApp, type TestApp } from '../support/app.js'
import type { Client } from '../support/client.js'
import { identity } from '../support/conversations.js'
import { useDatabase } from '../support/database.js'
import { openDesk, type Desk } from '../support/desk.js'
import { graphPeer, graphSecret, graphToken, type GraphPeer } from '../support/graph-peer.js'
import {
  magic,
  peerAccount,
  signedWebhook,
  startTwilioPeer,
  type TwilioPeer,
} from '../support/twilio-peer.js'
import { knock, type DoorAnswer } from '../support/webhooks.js'
import { settled, takeMail } from '../support/worker.js'

interface Fault {
  error: { code: string; details: Record<string, unknown> }
}

const template = { id: 'HX0123', name: 'Kargo', text: 'Merhaba {{1}}, {{2}} numaralı siparişiniz yolda.' }
const page = '117172741761305'

describe('answers by whichever way reaches the customer', function () {
  this.timeout(30_000)
  useDatabase()
  let app: TestApp
  let twilio: TwilioPeer
  let graph: GraphPeer
  let desk: Desk
  let gul: Client & { user: UserRecord }
  let clients = 0

  before(async () => {
    twilio = await startTwilioPeer()
    graph = await graphPeer()
    app = await startApp({ env: { OUTBOUND_ALLOW_PRIVATE: '127.0.0.1:*' } })
    app.context.queue.work(app.context)
  })
  after(async () => {
    await app.close()
    await twilio.close()
    await graph.close()
  })
  beforeEach(async () => {
    desk = await openDesk(app)
    gul = await desk.person('agent')
    twilio.calls.length = 0
    twilio.taken.length = 0
    graph.calls.length = 0
    graph.fault = null
  })

  const account = (channel: 'sms' | 'whatsapp' | 'messenger' | 'chat', more: Partial<AccountInput> = {}) => {
    const settings = { apiUrl: channel === 'messenger' ? graph.url : twilio.url, ...(channel === 'whatsapp' ? { provider: 'twilio', templates: [template] } : {}) }
    const secrets = channel === 'messenger' ? { appSecret: graphSecret, verifyToken: 'v', accessToken: graphToken } : { ...peerAccount }
    const addresses = channel === 'messenger' ? [page] : channel === 'chat' ? [] : ['+447946000001']
    const usual: AccountInput = { channel, key: `our-${channel}`, name: 'Çiçek Pazarı', addresses, team: desk.ours._id, locale: 'tr', settings, secrets }
    return createAccount({ ...usual, ...more }, app.context.secrets)
  } // prettier-ignore
  /** Twilio delivers to the door of an account, signed. */
  const twilioSays = async (to: ChannelAccountRecord, fields: Record<string, string>, query = ''): Promise<DoorAnswer> => {
    const url = `${app.url}/channels/${to.channel}/${to.key}${query}`
    const { headers, body } = signedWebhook(new URLSearchParams(fields).toString(), url)
    return knock(url, { headers, body: body.toString() })
  } // prettier-ignore
  const whatsappSays = (to: ChannelAccountRecord, text: string, from = '+905321112233') =>
    twilioSays(to, { MessageSid: `SM${++clients}x`, AccountSid: peerAccount.accountSid, From: `whatsapp:${from}`, To: 'whatsapp:+447946000001', Body: text, NumMedia: '0' }) // prettier-ignore
  const metaSays = (entry: object, to: ChannelAccountRecord) =>
    takeMail(Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: page, time: 1, ...entry }] })), to, app.context, { via: 'http' }) // prettier-ignore
  const comment = (id: string) => ({ changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', post_id: `${page}_3`, comment_id: id, from: { id: 'PSID1', name: 'Ayşe Yılmaz' }, message: 'Güller soldu' } }] }) // prettier-ignore
  /** Days later Gül has to sign in anew. */
  const later = async (ms: number): Promise<void> => {
    travel(ms)
    await gul.signIn(gul.user.email)
  }
  const only = async (): Promise<TicketRecord> => {
    await settled(app.context)
    return (await Ticket.findOne().sort({ number: -1 }).lean<TicketRecord>())!
  }
  const routesOf = async (ticket: TicketRecord): Promise<RouteView[]> =>
    (await gul.get<{ items: RouteView[] }>(`/api/v1/tickets/${ticket.number}/routes`)).body.items
  const reply = (ticket: TicketRecord, more: Record<string, unknown> = {}) =>
    gul.post<Fault & { id: string }>(`/api/v1/tickets/${ticket.number}/messages`, { kind: 'reply', text: 'Hemen bakıyoruz', clientId: `client-id-${++clients}`, ...more }) // prettier-ignore
  const sent = async (): Promise<void> => {
    travel(minutes(1))
    await settled(app.context)
  }
  const message = async (id: string): Promise<MessageRecord> =>
    (await Message.findById(id).lean<MessageRecord>())!
  const letter = async (): Promise<OutboxRecord> =>
    (await Outbox.findOne().sort({ createdAt: -1 }).lean<OutboxRecord>())!

  it('go back by WhatsApp to who wrote by WhatsApp, and show what Twilio tells of them in whatever order', async () => {
    const ours = await account('whatsapp')
    await whatsappSays(ours, 'Güllerim solmuş geldi')
    const ticket = await only()
    const [first, ...others] = await routesOf(ticket)
    expect(first).to.include({ channel: 'whatsapp', to: '+905321112233', mode: 'free', chosen: true, oneWay: false, files: 0 }) // prettier-ignore
    expect(others).to.deep.equal([])
    const { body } = await reply(ticket)
    await sent()
    const [call] = twilio.taken
    expect(call!.form.get('To')).to.equal('whatsapp:+905321112233')
    expect(call!.form.get('Body')).to.equal('Hemen bakıyoruz')
    expect((await message(body.id)).delivery).to.include({ state: 'sent' })
    const callback = new URL(call!.form.get('StatusCallback')!)
    const [sid] = (await letter()).externalIds!
    for (const MessageStatus of ['read', 'delivered', 'sent'])
      await twilioSays(ours, { MessageSid: sid!, AccountSid: peerAccount.accountSid, MessageStatus, From: 'whatsapp:+447946000001', To: 'whatsapp:+905321112233' }, callback.search) // prettier-ignore
    await settled(app.context)
    expect((await message(body.id)).delivery).to.include({ state: 'read' })
  })

  it('outside WhatsApp’s window are refused unless they are an approved template, whose words nobody changes', async () => {
    const ours = await account('whatsapp')
    await whatsappSays(ours, 'Güllerim solmuş geldi')
    const ticket = await only()
    await later(hours(25))
    const [route] = await routesOf(ticket)
    expect(route).to.include({ mode: 'template' })
    expect(route!.templates).to.deep.equal([template])
    const free = await reply(ticket)
    expect([free.status, free.body.error.code]).to.deep.equal([422, 'template_required'])
    const asked = (text: string, id = template.id) => reply(ticket, { text, template: { id } })
    expect((await asked('Merhaba Ayşe, 88231 numaralı siparişiniz kayıp.')).body.error.code).to.equal('template_text_changed')
    expect((await asked(template.text)).body.error).to.deep.include({ code: 'template_variables_missing', details: { names: '1, 2' } })
    expect((await asked('x', 'HX999')).body.error.code).to.equal('template_unknown')
    expect(await Outbox.countDocuments()).to.equal(0)
    expect((await asked('Merhaba Ayşe, 88231 numaralı siparişiniz yolda.')).status).to.equal(201)
    await sent()
    const [call] = twilio.taken
    expect(call!.form.get('ContentSid')).to.equal(template.id)
    expect(JSON.parse(call!.form.get('ContentVariables')!)).to.deep.equal({ 1: 'Ayşe', 2: '88231' })
    expect(call!.form.has('Body')).to.equal(false)
    const named = await reply(ticket, { text: '', template: { id: template.id, variables: { 1: 'Ayşe', 2: '9' } } })
    expect((await message(named.body.id)).text).to.equal('Merhaba Ayşe, 9 numaralı siparişiniz yolda.')
  }) // prettier-ignore

  it('by SMS to Turkey say that nobody can answer them, keep to their length and take no files', async () => {
    await account('sms')
    const ticket = await desk.mailArrives()
    await Identity.insertMany([{ ...identity('phone', '+905321112233'), customer: ticket.customer!, createdAt: new Date() }]) // prettier-ignore
    const [mail, sms] = await routesOf(ticket)
    expect(mail).to.include({ channel: 'email', chosen: true, oneWay: false })
    expect(sms).to.include({ channel: 'sms', oneWay: true, counted: true, maxChars: 1_600 })
    const long = await reply(ticket, { route: sms!.key, text: 'a'.repeat(1_601) })
    expect(long.body.error).to.deep.equal({ ...long.body.error, code: 'reply_too_long', details: { channel: 'sms', limit: 1_600, length: 1_601 } }) // prettier-ignore
    const form = new FormData()
    form.append('files', new File(['x'], 'fatura.pdf'))
    await gul.request('POST', '/api/v1/attachments', { body: form })
    const file = (await Attachment.findOne().lean())!
    const attached = await reply(ticket, { route: sms!.key, attachments: [file._id.toHexString()] })
    expect([attached.status, attached.body.error.code]).to.deep.equal([422, 'attachments_not_taken'])
    expect(await Message.countDocuments({ kind: 'reply' })).to.equal(0)
    await reply(ticket, { channel: 'sms', text: 'Siparişiniz yolda' })
    await sent()
    expect(twilio.taken[0]!.form.get('To')).to.equal('+905321112233')
  })

  it('that may have gone out by SMS are never sent again by themselves; the provider’s word settles them', async () => {
    const ours = await account('sms')
    await twilioSays(ours, { MessageSid: 'SM1', AccountSid: peerAccount.accountSid, From: magic.cut, To: '+447946000001', Body: 'Güllerim soldu', NumMedia: '0' }) // prettier-ignore
    const ticket = await only()
    const { body } = await reply(ticket)
    await sent()
    expect(twilio.taken).to.have.length(1)
    expect((await message(body.id)).delivery).to.include({ state: 'unknown' })
    travel(hours(3))
    await settled(app.context)
    expect(twilio.taken).to.have.length(1)
    const callback = new URL(twilio.taken[0]!.form.get('StatusCallback')!)
    await twilioSays(ours, { MessageSid: 'SM77', AccountSid: peerAccount.accountSid, MessageStatus: 'delivered', From: '+447946000001', To: magic.cut }, callback.search) // prettier-ignore
    await settled(app.context)
    expect((await message(body.id)).delivery).to.include({ state: 'delivered' })
  })

  it('on Messenger end after seven days, and another way stays open', async () => {
    const ours = await account('messenger')
    const heard = { sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: Date.now(), message: { mid: 'm_1', text: 'Çiçekler solmuş' } } // prettier-ignore
    await metaSays({ messaging: [heard] }, ours)
    const ticket = await only()
    await Identity.insertMany([{ ...identity('email', 'ayse@posta.example'), customer: ticket.customer!, createdAt: new Date() }]) // prettier-ignore
    expect((await reply(ticket)).status).to.equal(201)
    await sent()
    expect(graph.calls.find(({ path }) => path.endsWith('/messages'))).to.not.equal(undefined)
    await later(days(8))
    const routes = await routesOf(ticket)
    expect(routes.map(({ channel, mode, chosen }) => [channel, mode, chosen])).to.deep.equal([['messenger', 'closed', false], ['email', 'free', true]]) // prettier-ignore
    const late = await reply(ticket)
    expect([late.status, late.body.error.code]).to.deep.equal([422, 'reply_window_closed'])
    expect((await reply(ticket, { channel: 'email' })).status).to.equal(201)
  })

  it('to a public comment are short, hold no key to the ticket, and stand under the comment; it can be hidden and liked (R-50)', async () => {
    const ours = await account('messenger')
    await metaSays(comment('3_5'), ours)
    const ticket = await only()
    const [pub, priv] = await routesOf(ticket)
    expect(pub).to.include({ public: true, chosen: true, maxChars: 500, files: 0, mode: 'free' })
    expect(priv).to.include({ public: false, files: 0 })
    expect((await reply(ticket, { text: 'a'.repeat(501) })).body.error.code).to.equal('reply_too_long')
    const link = (await gul.post<{ url: string }>(`/api/v1/tickets/${ticket.number}/status-link`)).body.url
    expect((await reply(ticket, { text: `Buradan: ${link}` })).body.error.code).to.equal(
      'private_link_in_public',
    )
    expect(await Outbox.countDocuments()).to.equal(0)
    await reply(ticket, { text: 'Çok üzgünüz' })
    await sent()
    expect(graph.calls.map(({ path }) => path.replace(/^\/v[\d.]+/, ''))).to.include('/3_5/comments')
    await reply(ticket, { route: priv!.key, text: `Buradan: ${link}` })
    await sent()
    const direct = graph.calls.find(({ path }) => path.endsWith('/me/messages'))
    expect(JSON.stringify(direct)).to.include('comment_id').and.to.include('3_5')

    const said = (await Message.findOne({ kind: 'in' }).lean())!
    const moderate = (action: string) => gul.request<Fault & { beside: { hidden: boolean; actions: string[] } }>('PUT', `/api/v1/messages/${said._id.toHexString()}/moderation`, { body: { action } }) // prettier-ignore
    const hidden = await moderate('hide')
    expect(hidden.body.beside).to.deep.include({ hidden: true, actions: ['unhide', 'like'] })
    graph.fault = { error: { code: 10, message: 'no permission' }, status: 403 }
    const refused = await moderate('like')
    expect([refused.status, refused.body.error.code]).to.deep.equal([400, 'moderation_refused'])
    expect((await message(said._id.toHexString())).moderation).to.deep.equal({ hidden: true })
  })

  it('coming back as an echo are never taken for a colleague’s words, also before their id is known', async () => {
    const ours = await account('messenger')
    const heard = { sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: Date.now(), message: { mid: 'm_1', text: 'Çiçekler solmuş' } } // prettier-ignore
    await metaSays({ messaging: [heard] }, ours)
    const ticket = await only()
    await reply(ticket, { text: 'Hemen bakıyoruz' })
    travel(minutes(1))
    const echo = (mid: string, text: string) => ({ messaging: [{ sender: { id: page }, recipient: { id: 'PSID1' }, timestamp: Date.now(), message: { mid, text, is_echo: true } }] }) // prettier-ignore
    expect(await claimLetter((await letter())._id, 'another sender')).not.to.equal(null)
    await metaSays(echo('m_own', 'Hemen bakıyoruz'), ours)
    await metaSays(echo('m_else', 'Ben de bakıyorum'), ours)
    await settled(app.context)
    const texts = (await Message.find({ ticket: ticket._id, kind: 'reply' }).sort({ seq: 1 }).lean()).map(({ text }) => text) // prettier-ignore
    expect(texts).to.deep.equal(['Hemen bakıyoruz', 'Ben de bakıyorum'])
  })

  it('are refused where nothing reaches the customer, and by a way that is not there', async () => {
    const ticket = await desk.mailArrives()
    expect((await reply(ticket, { route: 'sms-0123456789abcdef' })).body.error.code).to.equal(
      'reply_route_unknown',
    )
    expect((await reply(ticket, { channel: 'whatsapp' })).status).to.equal(422)
    await Identity.deleteMany({})
    expect(await routesOf(ticket)).to.deep.equal([])
    expect((await reply(ticket)).body.error.code).to.equal('no_recipient_address')
  })

  it('written many at once go out once each', async () => {
    const ours = await account('whatsapp')
    await whatsappSays(ours, 'Güllerim solmuş geldi')
    const ticket = await only()
    const texts = Array.from({ length: 8 }, (_, n) => `yanıt ${n}`)
    const done = await Promise.all(texts.map((text) => reply(ticket, { text })))
    expect(done.map(({ status }) => status)).to.deep.equal(texts.map(() => 201))
    await sent()
    expect(twilio.taken.map(({ form }) => form.get('Body')).sort()).to.deep.equal(texts)
  })

  it('can be chosen, filled in and refused on the page without JavaScript', async () => {
    const ours = await account('whatsapp')
    await account('sms')
    await whatsappSays(ours, 'Güllerim solmuş geldi')
    const ticket = await only()
    const [whatsapp, sms] = await routesOf(ticket)
    await later(hours(25))
    const form = (fields: Record<string, string>) => gul.form(`/tickets/${ticket.number}/replies`, { kind: 'reply', clientId: `client-id-${++clients}`, ...fields }) // prettier-ignore
    const used = await form({ route: whatsapp!.key, template: template.id, text: '', use: 'template' })
    expect(used.status).to.equal(200)
    expect(used.text).to.include('\nMerhaba {{1}}, {{2}} numaralı siparişiniz yolda.</textarea>')
    const refused = await form({ route: whatsapp!.key, text: 'Serbest' })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('\nSerbest</textarea>').and.to.include(`value="${whatsapp!.key}"`)
    const linked = await form({ route: sms!.key, text: 'Yazın', use: 'link' })
    expect(linked.text).to.match(/Yazın\n\n[^<]*\/t\/[0-9a-z]{26}\?k&#x3D;[0-9a-z]+-[0-9a-z]{26}<\/textarea>/)
    const posted = await form({ route: sms!.key, text: 'Siparişiniz yolda' })
    expect(posted.status).to.equal(303)
    expect((await letter()).channel).to.equal('sms')
  })
})
