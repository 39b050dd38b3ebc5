import { expect } from 'chai'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { channels } from '../../../channels/index.js'
import type { ChannelSetup } from '../../../channels/channel.js'
import { neededTexts } from '../../../server/http/pages/settings/channel-texts.js'
import { Audit } from '../../../server/models/audits/index.js'
import {
  ChannelAccountModel,
  openAccount,
  type ChannelAccountRecord,
} from '../../../server/models/channel-accounts/index.js'
import { channelNames } from '../../../server/models/intake/message-shapes.js'
import { translator } from '../../../views/i18n.js'
import { useApp } from '../../support/app.js'
import type { Client } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

const html = { accept: 'text/html' }
const botToken = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp'
const sms = {
  channel: 'sms', name: 'Bildirim hattı', locale: 'tr', addresses: ['GONCA'],
  secrets: { accountSid: 'AC0123456789', authToken: 'cok-gizli' },
} // prettier-ignore

describe('setting channels up', () => {
  useDatabase()
  let bot: Server
  let said: { path: string; body: string }[] = []
  before((done) => {
    bot = createServer((request, response) => {
      const path = request.url ?? ''
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        said.push({ path, body })
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(answerOf(path)))
      })
    }).listen(0, '127.0.0.1', done)
  })
  after((done) => void bot.close(done))
  beforeEach(() => {
    said = []
  })
  const app = useApp({ env: { OUTBOUND_ALLOW_PRIVATE: '127.0.0.1:*' } })
  const apiUrl = (): string => `http://127.0.0.1:${(bot.address() as AddressInfo).port}`
  const telegram = (): Record<string, string> => ({
    'channel': 'telegram', 'name': 'Çiçek botu', 'locale': 'tr', 'setup-botToken': botToken, 'setup-addresses': '123456789', 'setup-apiUrl': apiUrl(),
  }) // prettier-ignore

  const added = async (admin: Client): Promise<string> => {
    const made = await admin.form('/settings/channels', telegram())
    expect(made.status, made.text).to.equal(303)
    return made.headers.get('location') ?? ''
  }
  const stored = async (): Promise<ChannelAccountRecord> =>
    (await ChannelAccountModel.findOne({ channel: { $ne: 'email' } }).lean<ChannelAccountRecord>())!

  it('shows every channel that can be added, each with its form, to admins only', async () => {
    const desk = await openDesk(app())
    const [admin, agent] = [await desk.person('admin'), await desk.person('agent')]
    const page = await admin.get('/settings/channels', html)
    expect(page.text).to.include('/settings/email-accounts/').and.include('Henüz ileti gelmedi')
    for (const name of Object.keys(channels).filter((one) => one !== 'email')) {
      const path = `/settings/channels/new?channel=${name}`
      expect(page.text.replaceAll('&#x3D;', '='), name).to.include(path)
      expect((await admin.get(path, html)).status, name).to.equal(200)
      expect((await agent.get(path, html)).status, name).to.equal(403)
    }
    expect((await admin.get('/settings/channels/new?channel=fax', html)).status).to.equal(404)
    for (const path of ['/settings/channels', '/api/v1/channels'])
      expect((await agent.get(path)).status, path).to.equal(403)
    expect((await agent.form('/settings/channels', telegram())).status).to.equal(403)
    expect((await agent.post('/api/v1/channels', sms)).status).to.equal(403)
  })

  it('adds an account by a plain form, shows its steps and its address, and never its secrets', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const page = await admin.get(await added(admin), html)
    expect(page.text).to.include('/channels/telegram/cicek-botu').and.include('<ol class="setup-steps">')
    expect(page.text).to.not.include(botToken)
    const open = openAccount(await stored(), app().context.secrets)
    expect(open.secrets['botToken']).to.equal(botToken)
    expect(open.secrets['webhookSecret']).to.match(/^[0-9a-z]{40,}$/)
    expect(page.text).to.not.include(open.secrets['webhookSecret'])
    const [row] = await Audit.find({ 'thing.id': open.id }).lean()
    expect(row).to.include({ action: 'channel_account.created' }).and.to.have.nested.property('actor.kind', 'user')
  }) // prettier-ignore

  it('gives a refused form back as it was typed, with each fault at its field, but for its secrets', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const page = await admin.form('/settings/channels', { ...telegram(), 'setup-addresses': 'bot', 'setup-botToken': 'x' })
    expect(page.status).to.equal(422)
    expect(page.text).to.include('href="#f-setup-addresses"').and.include('href="#f-setup-botToken"')
    expect(page.text).to.match(/id="f-setup-addresses"[^>]*value="bot"[^>]*aria-invalid="true"/)
    expect(page.text).to.include('Çiçek botu').and.not.include('value="x"')
    expect((await admin.form('/settings/channels', { ...telegram(), name: ' ' })).status).to.equal(422)
    expect(await ChannelAccountModel.countDocuments({ channel: 'telegram' })).to.equal(0)
  }) // prettier-ignore

  it('changes what is typed, keeps a secret that is left empty, and tells who comes too late', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const path = await added(admin)
    const change = { ...telegram(), 'name': 'Bot 2', 'enabled': 'on', 'setup-botToken': '', 'setup-apiUrl': '', 'version': '1' }
    expect((await admin.form(path, change)).status).to.equal(303)
    const open = openAccount(await stored(), app().context.secrets)
    expect(open).to.include({ name: 'Bot 2' })
    expect(open.secrets['botToken']).to.equal(botToken)
    expect(open.settings).to.not.have.property('apiUrl')
    const late = await admin.form(path, { ...change, name: 'Bot 3' })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('Bot 3')
    expect((await stored()).name).to.equal('Bot 2')
    await admin.form(path, { ...change, enabled: '', version: '2' })
    expect((await stored()).enabled).to.equal(false)
  }) // prettier-ignore

  it('asks the provider whether an account works and says the answer in words', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const path = await added(admin)
    const page = await admin.form(`${path}/test`, {})
    expect(page.status).to.equal(200)
    expect(page.text).to.include('check-ok').and.include('check-bad').and.include('@cicek_bot')
    expect(page.text).to.not.include(botToken)
    const id = path.split('/').at(-1) ?? ''
    const { body } = await admin.post<{ checks: { code: string; ok: boolean }[] }>(
      `/api/v1/channels/${id}/test`,
    )
    expect(body.checks).to.deep.include({ code: 'telegram_bot', ok: true, detail: '@cicek_bot (123456789)' })
  })

  it('tells the provider where to deliver, with the secret that only both know', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const path = await added(admin)
    const page = await admin.form(`${path}/connect`, {})
    expect(page.text).to.include('check-ok')
    const call = said.find((one) => one.path.endsWith('/setWebhook'))
    const open = openAccount(await stored(), app().context.secrets)
    expect(call?.body).to.include(open.secrets['webhookSecret']).and.include('/channels/telegram/cicek-botu')
    expect(await Audit.countDocuments({ action: 'channel_account.connected', 'thing.id': open.id })).to.equal(1)
    const { body } = await admin.post<{ error: { code: string } }>('/api/v1/channels', { ...sms, channel: 'review', addresses: [], secrets: {} })
    const reviews = await admin.post(`/api/v1/channels/${(body as unknown as { id: string }).id}/connect`)
    expect(reviews.body).to.have.nested.property('error.code', 'connect_not_available')
  }) // prettier-ignore

  it('keeps a word that a provider’s console asks for in sight, and shows other secrets of its own once', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const messenger = await admin.form('/settings/channels', {
      'channel': 'messenger', 'name': 'Sayfa', 'locale': 'tr', 'setup-addresses': '108204545454545', 'setup-appSecret': '0123456789abcdef0123456789abcdef', 'setup-accessToken': 'EAAB0123456789012345678901234567890123456789',
    })
    const path = messenger.headers.get('location') ?? ''
    const { secrets } = openAccount(await stored(), app().context.secrets)
    expect((await admin.get(path, html)).text).to.include(secrets['verifyToken'])
    await ChannelAccountModel.deleteMany({ channel: 'messenger' })
    const chat = await admin.form('/settings/channels', { 'channel': 'chat', 'name': 'Mağaza', 'locale': 'tr', 'setup-allowedOrigins': 'https://magaza.example' })
    const page = chat.headers.get('location') ?? ''
    expect((await admin.get(page, html)).text.replaceAll('&#x3D;', '=')).to.include('/widget.js&quot; data-site=&quot;magaza&quot;')
    const shown = await admin.form(`${page}/secret`, { name: 'identifySecret' })
    const made = openAccount(await stored(), app().context.secrets).secrets['identifySecret'] ?? ''
    expect(shown.text).to.include(made)
    expect((await admin.get(page, html)).text).to.not.include(made)
    expect((await admin.form(`${page}/secret`, { name: 'authToken' })).status).to.equal(422)
  }) // prettier-ignore

  it('refuses over the API what a channel does not know or needs, field by field, and stores nothing', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const faults = async (input: object): Promise<unknown> => {
      const { status, body } = await admin.post<{ error: { details: { fields: { field: string; code: string }[] } } }>('/api/v1/channels', { ...sms, ...input })
      expect(status).to.equal(422)
      return body.error.details.fields.map(({ field, code }) => `${field}: ${code}`)
    }
    expect(await faults({ secrets: { authToken: 'x', sifre: 'y' } })).to.deep.equal(['sifre: field_unknown', 'accountSid: field_required'])
    expect(await faults({ settings: { smartEncoding: 'evet' } })).to.deep.equal(['smartEncoding: field_invalid'])
    expect(await faults({ addresses: [] })).to.deep.equal(['addresses: field_required'])
    const known: Partial<Record<string, { setup?: unknown }>> = channels
    for (const channel of channelNames.filter((name) => known[name]?.setup === undefined))
      expect((await admin.post('/api/v1/channels', { ...sms, channel })).body, channel).to.have.nested.property('error.code', 'channel_not_available')
    expect((await admin.post('/api/v1/channels', { ...sms, channel: 'fax' })).status).to.equal(422)
    expect(await ChannelAccountModel.countDocuments({ channel: 'sms' })).to.equal(0)
  }) // prettier-ignore

  it('adds over the API, names what is set without telling it, and refuses an address that another has', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const made = await admin.post<{ id: string; key: string; secretsSet: string[] }>('/api/v1/channels', sms)
    expect(made.status).to.equal(201)
    expect(made.body.key).to.equal('bildirim-hatti')
    expect(made.body.secretsSet).to.include.members(['accountSid', 'authToken'])
    expect((await admin.get('/api/v1/channels')).text).to.not.include('cok-gizli')
    const taken = await admin.post('/api/v1/channels', sms)
    expect(taken.status).to.equal(409)
    expect(taken.body).to.have.nested.property('error.code', 'channel_address_taken')
    const same = await admin.post<{ key: string }>('/api/v1/channels', { ...sms, addresses: ['DIKEN'] })
    expect(same.body.key).to.equal('bildirim-hatti-2')
    const without = { version: 1, secrets: { authToken: '' } }
    expect((await admin.request('PATCH', `/api/v1/channels/${made.body.id}`, { body: without })).status).to.equal(422)
    const dropped = await admin.request<{ settings: object }>('PATCH', `/api/v1/channels/${made.body.id}`, {
      body: { version: 1, settings: { smartEncoding: true }, enabled: false },
    })
    expect(dropped.body).to.include({ enabled: false }).and.have.nested.property('settings.smartEncoding', true)
  }) // prettier-ignore

  for (const [name, adapter] of Object.entries(channels)) {
    const setup = (adapter as { setup?: ChannelSetup }).setup
    it(`has every text that the page of ${name} needs, in both languages`, () => {
      for (const locale of ['tr', 'en'] as const)
        for (const key of [...(setup ? neededTexts(name, setup) : []), `channel_settings.about.${name}`])
          expect(translator(locale)(key, { defaultValue: '' }), `${locale} ${key}`).to.not.equal('')
    })

    it(`states only patterns that can be read for ${name}`, () => {
      for (const { pattern } of setup?.fields ?? [])
        expect(() => new RegExp(`^(?:${pattern ?? ''})$`, 'u')).to.not.throw()
    })
  }
})

/** What a bot's API answers: the bot is ours, its webhook is not. */
function answerOf(path: string): unknown {
  if (path.endsWith('/getMe')) return { ok: true, result: { id: 123456789, username: 'cicek_bot' } }
  if (path.endsWith('/getWebhookInfo'))
    return { ok: true, result: { url: 'https://old.example/hook', pending_update_count: 0 } }
  return { ok: true, result: true }
}
