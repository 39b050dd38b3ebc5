import { expect } from 'chai'
import type { ChannelAccount, DeliveryResult, OutboundMessage } from '../../../channels/channel.js'
import { telegram } from '../../../channels/social/telegram/index.js'
import { now, resetClock } from '../../../server/lib/clock.js'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { peerTools } from '../../support/peers.js'
import { telegramPeer, type TelegramAnswer, type TelegramPeer } from '../../support/telegram-peer.js'

const token = '123456789:AAHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhHhH'
const outbound: OutboundMessage = {
  reference: 'redress.1',
  from: { address: '123456789' },
  to: [{ address: '7700112233' }],
  cc: [],
  subject: '',
  text: 'Merhaba',
  attachments: [],
  references: [],
  automatic: false,
}
const file = (name: string, type: string, content = Buffer.from('dosya')) => ({ name, type, content })

describe('answers by Telegram', () => {
  let peer: TelegramPeer
  let script: (nth: number, method: string) => TelegramAnswer | null
  let account: ChannelAccount
  beforeEach(async () => {
    script = () => null
    peer = await telegramPeer((call, nth) => script(nth, call.method))
    account = {
      id: 't1',
      channel: 'telegram',
      key: 'bot',
      name: 'Çiçek Pazarı',
      addresses: ['123456789'],
      settings: { apiUrl: `${peer.url}/` },
      secrets: { botToken: token, webhookSecret: 'gizli-anahtar-123' },
    }
  })
  afterEach(async () => {
    resetClock()
    await peer.close()
  })

  const send = (message: Partial<OutboundMessage> = {}, to = account): Promise<DeliveryResult> =>
    telegram.send({ ...outbound, ...message }, to, new AbortController().signal, peerTools)
  const open = (ref: string) =>
    telegram.openAttachment!(ref, account, new AbortController().signal, peerTools)
  const failing = async (error: Promise<unknown>): Promise<Error> => error.then(
    () => expect.fail('was not refused'),
    (reason: unknown) => reason as Error,
  ) // prettier-ignore

  it('says the text to the person, as an answer to what they wrote', async () => {
    const result = await send({ target: '7700112233:41', thread: '7700112233' })
    expect(result).to.deep.equal({ ok: true, externalIds: ['7700112233:1001'], state: 'sent' })
    expect(peer.calls).to.have.length(1)
    expect(peer.calls[0]).to.deep.include({
      method: 'sendMessage',
      token,
      body: {
        chat_id: '7700112233',
        text: 'Merhaba',
        reply_parameters: { message_id: 41, allow_sending_without_reply: true },
      },
    })
  })

  it('cuts a long text at sentences into parts that Telegram takes and loses no word', async () => {
    const sentence = 'Güller solmuş geldi, vazonun ağzı kırıktı. '
    const text = sentence.repeat(250).trim()
    const result = await send({ text, target: '7700112233:41' })
    const parts = peer.calls.map(({ body }) => String(body['text']))
    expect(result.ok && result.externalIds)
      .to.have.length(parts.length)
      .greaterThan(2)
    for (const part of parts)
      expect(part)
        .to.have.length.within(1, 4_096)
        .and.to.match(/kırıktı\.$/)
    expect(parts.join(' ')).to.equal(text)
    expect(peer.calls.map(({ body }) => 'reply_parameters' in body)).to.deep.equal([true, false, false])
  })

  it('cuts what has no place to cut, never inside a character', async () => {
    await send({ text: `a${'🌷'.repeat(4_096)}` })
    const parts = peer.calls.map(({ body }) => String(body['text']))
    expect(parts.join('')).to.equal(`a${'🌷'.repeat(4_096)}`)
    for (const part of parts)
      expect(part)
        .to.have.length.below(4_097)
        .and.not.match(/[\ud800-\udbff]$/)
  })

  it('sends pictures as photos, everything else as documents, with their bytes and names', async () => {
    const bytes = Buffer.from([0, 1, 13, 10, 45, 45, 255])
    const attachments = [file('gül "1".jpg', 'image/jpeg', bytes), file('fatura.pdf', 'application/pdf')]
    const result = await send({ attachments })
    expect(result.ok && result.externalIds).to.have.length(3)
    expect(peer.calls.map(({ method }) => method)).to.deep.equal(['sendMessage', 'sendPhoto', 'sendDocument'])
    expect(peer.calls[1]!.file).to.deep.include({ field: 'photo', type: 'image/jpeg', bytes })
    expect(peer.calls[1]!.body).to.deep.equal({ chat_id: '7700112233' })
    expect(peer.calls[2]!.file).to.deep.include({
      field: 'document',
      name: 'fatura.pdf',
      type: 'application/pdf',
    })
  })

  it('sends a picture that Telegram cannot show as a document', async () => {
    script = (_nth, method) => (method === 'sendPhoto' ? { error: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' } : null) // prettier-ignore
    expect((await send({ text: '', attachments: [file('uzun.png', 'image/png')] })).ok).to.equal(true)
    expect(peer.calls.map(({ method }) => method)).to.deep.equal(['sendPhoto', 'sendDocument'])
  })

  it('comes back when Telegram says, and waits a short while itself between the parts of one message', async () => {
    script = () => ({ error: 429, description: 'Too Many Requests: retry after 35', retryAfter: 35 })
    const result = await send()
    expect(result).to.include({ ok: false, class: 'retry', code: '429' })
    const wait = !result.ok && result.retryAt ? result.retryAt.getTime() - now().getTime() : 0
    expect(wait).to.be.within(30_000, 35_000)
    script = (nth) => (nth === 3 ? { error: 429, description: 'Too Many Requests: retry after 0', retryAfter: 0 } : null) // prettier-ignore
    const both = await send({ text: `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}` })
    expect(both.ok && both.externalIds).to.have.length(2)
    expect(peer.calls.map(({ body }) => String(body['text'])[0])).to.deep.equal(['M', 'a', 'b', 'b'])
  })

  it('never repeats from the beginning what was taken in part', async () => {
    script = (nth) => (nth === 2 ? { error: 429, description: 'Too Many Requests', retryAfter: 60 } : null)
    const result = await send({ text: `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}` })
    expect(result).to.deep.include({
      ok: false,
      class: 'unknown',
      code: '429',
      detail: '1/2 Too Many Requests',
    })
  })

  const classes: [name: string, answer: TelegramAnswer, kind: string][] = [
    ['a blocked bot', { error: 403, description: 'Forbidden: bot was blocked by the user' }, 'optout'],
    ['a deleted account', { error: 403, description: 'Forbidden: user is deactivated' }, 'optout'],
    ['somebody who never wrote', { error: 403, description: "Forbidden: bot can't initiate conversation with a user" }, 'permanent'],
    ['an unknown chat', { error: 400, description: 'Bad Request: chat not found' }, 'permanent'],
    ['a wrong token', { error: 404, description: 'Not Found' }, 'config'],
    ['trouble at Telegram', { error: 500, description: 'Internal Server Error' }, 'retry'],
    ['a gateway before Telegram', { status: 502, text: '<html>Bad Gateway</html>' }, 'unknown'],
    ['another server than a Bot API', { status: 404, text: '<html>nginx</html>' }, 'config'],
    ['a connection cut after the request', 'cut', 'unknown'],
  ] // prettier-ignore
  for (const [name, answer, kind] of classes)
    it(`calls ${name} ${kind}`, async () => {
      script = () => answer
      expect(await send()).to.include({ ok: false, class: kind })
    })

  it('tries again later when nobody listened, and asks a person when there is no token or the address is private', async () => {
    await peer.close()
    expect(await send()).to.include({ class: 'retry' })
    expect(await send({}, { ...account, secrets: {} })).to.include({
      class: 'config',
      code: 'bot_token_missing',
    })
    const tools = { ...peerTools, fetch: makeSafeFetch({ allowPrivate: [] }) }
    const result = await telegram.send(outbound, account, new AbortController().signal, tools)
    expect(result).to.include({ class: 'config', code: 'address_not_public' })
    peer = await telegramPeer()
  })

  it('sends nothing to nobody, and nothing empty', async () => {
    expect(await send({ to: [{ address: 'ayse@example.com' }] })).to.include({ class: 'permanent', code: 'no_recipient' }) // prettier-ignore
    expect(await send({ text: ' \n' })).to.include({ class: 'permanent', code: 'nothing_to_send' })
    expect(peer.calls).to.deep.equal([])
  })

  it('tells the token nowhere, also when the far end repeats it', async () => {
    script = () => ({ error: 400, description: `Bad Request: /bot${token}/sendMessage` })
    const told = [await send()]
    await peer.close()
    told.push(await send())
    const error = await failing(open('file:abc'))
    expect(JSON.stringify(told)).not.to.contain('AAHhHh')
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack ?? ''}`).not.to.contain('AAHhHh')
    peer = await telegramPeer()
  })

  it('fetches a file by its id, asking for its path anew', async () => {
    peer.files.set('photos/abc 1.jpg', Buffer.from([1, 2, 3]))
    expect(await open('file:abc')).to.deep.equal({
      type: 'application/octet-stream',
      content: Buffer.from([1, 2, 3]),
    })
    expect(peer.calls.map(({ method, body }) => [method, body])).to.deep.equal([
      ['getFile', { file_id: 'abc' }],
    ])
  })

  it('says of a file whether it may be had later or never', async () => {
    const refused = async (answer: TelegramAnswer, ref = 'file:abc') => {
      script = () => answer
      return failing(open(ref))
    }
    expect(await refused({ error: 400, description: 'Bad Request: file is too big' })).to.be.instanceOf(ChannelRejected).with.property('code', 'media_too_large') // prettier-ignore
    expect(await refused({ error: 400, description: 'Bad Request: invalid file_id' })).to.be.instanceOf(ChannelRejected) // prettier-ignore
    expect(await refused({ error: 429, description: 'Too Many Requests', retryAfter: 9 })).to.be.instanceOf(ChannelUnavailable) // prettier-ignore
    expect(await refused('cut')).to.be.instanceOf(ChannelUnavailable)
    expect(await refused({ result: { file_path: 'photos/gone.jpg' } })).to.be.instanceOf(ChannelRejected)
    expect(await refused({ result: { file_path: '../../botTOKEN/getMe' } })).to.be.instanceOf(ChannelRejected)
    expect(await refused({ result: { file_path: '/var/lib/telegram-bot-api/x.jpg' } })).to.be.instanceOf(ChannelRejected) // prettier-ignore
    expect(await refused({ result: {} }, 'https://evil.example/x')).to.be.instanceOf(ChannelRejected)
  })

  it('sets the webhook with its secret and every kind of update that is read', async () => {
    const checks = await telegram.setup!.connect!(account, peerTools, new AbortController().signal)
    expect(checks).to.deep.equal([{ code: 'telegram_connect', ok: true, detail: 'https://desk.example/channels/telegram/bot' }]) // prettier-ignore
    expect(peer.calls[0]).to.deep.include({
      method: 'setWebhook',
      body: {
        url: 'https://desk.example/channels/telegram/bot',
        secret_token: 'gizli-anahtar-123',
        allowed_updates: [
          'message',
          'edited_message',
          'callback_query',
          'message_reaction',
          'my_chat_member',
        ],
      },
    })
  })

  it('tests an account honestly: whose token it is, where Telegram delivers, what failed last', async () => {
    const info = { url: 'https://desk.example/channels/telegram/bot', pending_update_count: 3, last_error_date: Math.floor(now().getTime() / 1_000) - 60, last_error_message: 'Wrong response from the webhook: 502 Bad Gateway' } // prettier-ignore
    const test = async (to = account) =>
      Object.fromEntries((await telegram.setup!.selfTest!(to, peerTools, new AbortController().signal)).map(({ code, ok, detail }) => [code, { ok, detail }])) // prettier-ignore
    script = (_nth, method) => (method === 'getWebhookInfo' ? { result: info } : null)
    const good = await test()
    expect(good['telegram_bot']).to.deep.equal({ ok: true, detail: '@cicekpazari_bot (123456789)' })
    expect(good['telegram_webhook']!.ok).to.equal(true)
    expect(good['telegram_waiting']).to.deep.equal({ ok: true, detail: '3' })
    expect(good['telegram_last_error']!.ok).to.equal(false)
    expect(good['telegram_last_error']!.detail).to.contain('502 Bad Gateway')
    expect((await test({ ...account, addresses: ['555'] }))['telegram_bot']!.ok).to.equal(false)
    expect((await test({ ...account, key: 'baska' }))['telegram_webhook']!.ok).to.equal(false)
    script = () => ({ error: 401, description: 'Unauthorized' })
    expect((await test())['telegram_bot']).to.deep.equal({ ok: false, detail: '401 Unauthorized' })
  })
})
