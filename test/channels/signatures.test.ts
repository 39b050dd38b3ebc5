import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { Inbound } from '../../server/models/intake/index.js'
import type { ChannelName } from '../../channels/channel.js'
import { useApp } from '../support/app.js'
import { useDatabase } from '../support/database.js'
import { knock, providerAccount, providerSecrets, type SignedDelivery } from '../support/webhooks.js'

const publicUrl = 'https://desk.example'
const { appSecret, authToken, consumerSecret, webhookSecret } = providerSecrets
const mac = (secret: string, body: string, as: 'hex' | 'base64'): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest(as)}`

/** One way of proving a delivery, made here by the provider's own rule and not by the code that checks it. */
interface Way {
  name: string
  channel: ChannelName
  settings: Record<string, string>
  header: string
  prove: (body: string, url: string, secret?: string) => string
  bodies: Record<string, string>
  query?: string
}

/** twilio.com/docs/usage/security: the URL, then each parameter in the order of its name, name and value without a sign between. */
function twilioProof(body: string, url: string, secret: string = authToken): string {
  const pairs = body.split('&').map((pair) => {
    const [name = '', value = ''] = pair
      .split('=')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    return { name, value }
  })
  const sorted = pairs.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const signed = url + sorted.map(({ name, value }) => name + value).join('')
  return createHmac('sha1', secret).update(signed, 'utf8').digest('base64')
}

const json = (wrapped: (words: string) => unknown): Record<string, string> => ({
  'Turkish words and emoji': JSON.stringify(wrapped('Güllerim soldu 🌹, iğrenç bir çiçekçi: İSTANBUL’da "ş" yok')),
  'escaped letters and slashes': JSON.stringify(wrapped('\u00fc')).replaceAll('ü', '\\u00fc').replaceAll('/', '\\/'),
  'line breaks and spaces of its own': `\n  ${JSON.stringify(wrapped('iki  boşluk'), null, 7)}\r\n\t `,
}) // prettier-ignore

const form = (to: string, from: string): Record<string, string> => ({
  'plus signs, brackets and an ampersand': `MessageSid=SM1&From=${from}&To=${to}&Body=2%2B2%3D4+%26+%5Bacil%5D+%28iade%29&Vars%5Ba%5D=1&NumMedia=0`,
  'emoji and Turkish letters': `MessageSid=SM2&From=${from}&To=${to}&Body=${encodeURIComponent('Güller 🌹 soldu\nİade istiyorum')}&FromCity=`,
  'spaces at its ends': `From=${from}&MessageSid=SM3&To=${to}&Body=++kargom+gelmedi++`,
})

const page = (object: string) => (text: string): unknown => ({ object, entry: [{ id: '108204545454545', time: 1_795_000_000_000, messaging: [{ sender: { id: '5551' }, recipient: { id: '108204545454545' }, timestamp: 1_795_000_000_000, message: { mid: 'm_1', text } }] }] }) // prettier-ignore
const cloud = (body: string): unknown => ({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '77' }, messages: [{ from: '905321112233', id: 'wamid.1', timestamp: '1795000000', type: 'text', text: { body } }] } }] }] }) // prettier-ignore
const update = (text: string): unknown => ({ update_id: 1, message: { message_id: 5, date: 1_795_000_000, chat: { id: 42, type: 'private' }, from: { id: 42, is_bot: false, first_name: 'Ayşe' }, text } }) // prettier-ignore
const dm = (text: string): unknown => ({ for_user_id: '1063212927510081536', direct_message_events: [{ type: 'message_create', id: '9', created_timestamp: '1795000000000', message_create: { target: { recipient_id: '1063212927510081536' }, sender_id: '456', message_data: { text } } }] }) // prettier-ignore

const meta = (name: string, channel: ChannelName, wrapped: (words: string) => unknown, settings = {}): Way => ({
  ...{ name, channel, settings, header: 'x-hub-signature-256', bodies: json(wrapped) },
  prove: (body, _url, secret = appSecret) => mac(secret, body, 'hex'),
}) // prettier-ignore
const twilio = (name: string, channel: ChannelName, bodies: Record<string, string>, settings = {}): Way => ({
  ...{ name, channel, settings, header: 'x-twilio-signature', prove: twilioProof, bodies },
  query: '?reference=redress.7%20q&tür=%C5%9Fikayet',
}) // prettier-ignore

const ways: Way[] = [
  twilio('SMS', 'sms', form('%2B447946000000', '%2B447946111111')),
  twilio('WhatsApp by Twilio', 'whatsapp', form('whatsapp%3A%2B447946000001', 'whatsapp:%2B447946111111'), { provider: 'twilio' }),
  meta('WhatsApp by Meta', 'whatsapp', cloud, { provider: 'cloud' }),
  meta('Messenger', 'messenger', page('page')),
  meta('Instagram', 'instagram', page('instagram')),
  {
    ...{ name: 'Telegram', channel: 'telegram', settings: {}, header: 'x-telegram-bot-api-secret-token', bodies: json(update) },
    prove: (_body, _url, secret = webhookSecret) => secret,
  },
  {
    ...{ name: 'X', channel: 'x', settings: {}, header: 'x-twitter-webhooks-signature', bodies: json(dm) },
    prove: (body, _url, secret = consumerSecret) => mac(secret, body, 'base64'),
  },
] // prettier-ignore

describe('the proof of a delivery at its door', () => {
  useDatabase()
  const app = useApp({ env: { PUBLIC_BASE_URL: publicUrl } })
  const stored = async (): Promise<string[]> =>
    (await Inbound.find().sort({ _id: 1 }).lean<{ size: number }[]>()).map(({ size }) => String(size)) // prettier-ignore
  const send = (path: string, delivery: SignedDelivery) => knock(`${app().url}${path}`, delivery)

  for (const way of ways)
    describe(`of ${way.name}`, () => {
      const path = `/channels/${way.channel}/our-${way.channel}${encodeURI(decodeURI(way.query ?? ''))}`
      beforeEach(async () => {
        await providerAccount(way.channel, app().context.secrets, { settings: way.settings })
      })

      for (const [name, body] of Object.entries(way.bodies)) {
        const delivery = (proof: string | null, sent = body): SignedDelivery => ({
          body: sent,
          headers: proof === null ? {} : { [way.header]: proof },
        })
        const proof = way.prove(body, `${publicUrl}${path}`)

        it(`holds for ${name}, and stores it once however often it comes`, async () => {
          for (let round = 0; round < 3; round += 1)
            expect((await send(path, delivery(proof))).status).to.be.within(200, 202)
          expect(await stored()).to.deep.equal([String(Buffer.byteLength(body))])
        })

        it(`does not hold for ${name} without it, with another secret’s or with half of it, and stores nothing`, async () => {
          const wrong = [null, '', way.prove(body, `${publicUrl}${path}`, 'guess'), proof.slice(0, -2), `${proof}x`]
          for (const one of wrong) expect((await send(path, delivery(one))).status, String(one)).to.equal(403)
          expect(await stored()).to.deep.equal([])
        }) // prettier-ignore

        if (way.channel !== 'telegram')
          it(`does not hold for ${name} when one letter of it is another`, async () => {
            const changed = body.replace(/1(?!.*1)/s, '2')
            expect(changed).to.not.equal(body)
            expect((await send(path, delivery(proof, changed))).status).to.equal(403)
            expect((await send(path, delivery(proof, `${body} `))).status).to.equal(403)
            expect(await stored()).to.deep.equal([])
          })
      }

      if (way.query !== undefined)
        it('does not hold under another address than the one it was made for', async () => {
          const [body = ''] = Object.values(way.bodies)
          const proof = way.prove(body, `${publicUrl}${path}`)
          const other = path.replace('7%20q', '8%20q')
          expect((await send(other, { body, headers: { [way.header]: proof } })).status).to.equal(403)
          expect((await send(path.replace(/\?.*/, ''), { body, headers: { [way.header]: proof } })).status).to.equal(403) // prettier-ignore
          expect(await stored()).to.deep.equal([])
        })
    })
})
