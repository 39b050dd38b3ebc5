import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { createHmac } from 'node:crypto'
import type { ChannelAccount, OutboundMessage, RawRequest, StoredRaw } from '../../../channels/channel.js'
import { adapterFor, channels } from '../../../channels/index.js'
import { filledIn, templatesOf } from '../../../channels/whatsapp/templates.js'
import { after as later, hours, seconds } from '../../../server/lib/clock.js'
import { behavesLikeAChannel, messagesOf } from '../../support/channels.js'
import { magic, peerAccount, signedWebhook, startTwilioPeer, webhook, type TwilioPeer } from '../../support/twilio-peer.js' // prettier-ignore

const folder = new URL('../../fixtures/sms/', import.meta.url)
const url = 'https://desk.example/channels/whatsapp/wa'
const { whatsapp } = channels
const account: ChannelAccount = {
  id: 'a1',
  channel: 'whatsapp',
  key: 'wa',
  name: 'WhatsApp',
  addresses: ['+14155550100'],
  settings: { provider: 'twilio' },
  secrets: peerAccount,
}
const cloud: ChannelAccount = {
  ...account,
  addresses: ['106540352242922'],
  settings: { provider: 'cloud' },
  secrets: { appSecret: 'uygulama-gizli', verifyToken: 'dogrula-beni' },
}

const outbound: OutboundMessage = {
  reference: 'redress.7q2',
  from: { address: '+14155550100' },
  to: [{ address: 'TR.13491208655302741918' }],
  cc: [],
  subject: '',
  text: 'Merhaba',
  attachments: [],
  references: [],
  automatic: false,
}

function stored(bytes: Buffer): StoredRaw {
  return { id: 'r1', bytes, receivedAt: new Date('2026-11-21T12:00:00Z'), transport: {} }
}

const deliveries = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => /^(wa|whatsapp)_.*\.form$/.test(file))
    .map((file): [string, StoredRaw] => [file, stored(readFileSync(new URL(file, folder)))]),
)

const peers: TwilioPeer[] = []
async function answering(as?: string): Promise<ChannelAccount> {
  const peer = await startTwilioPeer({}, as)
  peers.push(peer)
  return { ...account, settings: { provider: 'twilio', apiUrl: peer.url } }
}

const metaBody = JSON.stringify({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '14155550100', phone_number_id: '106540352242922' },
            contacts: [{ profile: { name: 'Ayşe' }, wa_id: '905321234567' }],
            messages: [{ from: '905321234567', id: 'wamid.1', timestamp: '1697043223', type: 'text', text: { body: 'Çiçek solmuş' } }],
          },
        },
      ],
    },
  ],
}) // prettier-ignore

function signedByMeta(body: string): RawRequest {
  const signature = createHmac('sha256', cloud.secrets['appSecret']!).update(body).digest('hex')
  return { ...webhook(body, url), headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` } } // prettier-ignore
}

describe('the WhatsApp channel', () => {
  after(() => Promise.all(peers.map((peer) => peer.close())))

  const form = 'From=whatsapp%3A%2B905321234567&Body=merhaba&MessageSid=SM1'
  const proven = signedWebhook(form, url)
  behavesLikeAChannel(whatsapp, {
    account,
    deliveries,
    echoes: {
      'a message from our own number': stored(Buffer.from('From=whatsapp%3A%2B14155550100&Body=x&MessageSid=SM2')), // prettier-ignore
    },
    proven,
    unproven: {
      'without a signature': webhook(form, url),
      'with another body': { ...proven, body: Buffer.from(`${form}&x=1`) },
      'with Meta’s signature in place of Twilio’s': signedByMeta(form),
    },
    outbound,
    externalIds: /^SM[0-9a-f]{32}$/,
    farEnds: async () => ({
      ok: await answering(),
      retry: await answering(magic.tooMany),
      permanent: await answering(magic.invalid),
      optout: await answering(magic.optedOut),
      window: await answering(magic.outsideWindow),
      unknown: await answering(magic.cut),
      config: { ...account, secrets: {} },
    }),
  })

  it('is found by its name', () => {
    expect(adapterFor('whatsapp')).to.equal(whatsapp)
  })

  it('is written to freely for 24 hours after the customer’s last words, then by template only', () => {
    const last = new Date('2026-11-21T12:00:00Z')
    const mode = (at: Date, lastInboundAt: Date | null = last): string =>
      whatsapp.replyWindow({ lastInboundAt }, at, 'human').mode
    expect(mode(later(seconds(1), last))).to.equal('free')
    expect(mode(later(hours(24) - 1, last))).to.equal('free')
    expect(mode(later(hours(24), last))).to.equal('template')
    expect(mode(last, null)).to.equal('template')
    expect(whatsapp.replyWindow({ lastInboundAt: last }, last, 'bot').until).to.deep.equal(later(hours(24), last)) // prettier-ignore
  })

  it('can be answered by numbers, Turkish ones too, and by people who hide theirs', () => {
    for (const address of ['+905321234567', 'TR.13491208655302741918'])
      expect(whatsapp.twoWay?.(account, address), address).to.equal(true)
    expect(whatsapp.twoWay?.(account, 'GONCA')).to.equal(false)
  })

  it('takes Meta’s own deliveries for an account on its cloud, and Twilio’s for no such account', async () => {
    const request = signedByMeta(metaBody)
    expect(whatsapp.authenticate(request, cloud)).to.deep.equal({ ok: true })
    expect(whatsapp.authenticate(request, account).ok).to.equal(false)
    expect(whatsapp.authenticate(proven, cloud).ok).to.equal(false)
    const [message] = await messagesOf(whatsapp, stored(request.body), cloud)
    expect(message).to.include({ text: 'Çiçek solmuş', externalId: 'wamid.1', channel: 'whatsapp' })
  })

  it('reads either provider’s words where no account is set up, as when a payload is explained', async () => {
    const bare = { ...account, addresses: [], settings: {}, secrets: {} }
    expect(await messagesOf(whatsapp, stored(Buffer.from(metaBody)), bare)).to.have.length(1)
    expect(await messagesOf(whatsapp, stored(Buffer.from(form)), bare)).to.have.length(1)
  })

  it('answers Meta’s handshake, and none for Twilio', () => {
    const query = { 'hub.mode': 'subscribe', 'hub.verify_token': 'dogrula-beni', 'hub.challenge': '1158201444' } // prettier-ignore
    const request: RawRequest = { method: 'GET', url: `${url}?${new URLSearchParams(query).toString()}`, query, headers: {}, body: Buffer.alloc(0) } // prettier-ignore
    expect(whatsapp.handshake?.(request, cloud)).to.include({ status: 200, body: '1158201444' })
    expect(whatsapp.handshake?.(request, account)).to.equal(null)
  })

  it('acknowledges in the words of whoever delivered', () => {
    expect(whatsapp.accepted?.(proven).body).to.equal('<Response/>')
    expect(whatsapp.accepted?.(signedByMeta(metaBody))).to.include({ status: 200 })
    expect(whatsapp.accepted?.(signedByMeta(metaBody)).body).not.to.include('<')
  })

  it('takes files on Meta’s cloud only', () => {
    expect(whatsapp.capsFor?.(account).outbound.attachments).to.equal(null)
    expect(whatsapp.capsFor?.(cloud).outbound.attachments).to.include({ max: 10 })
  })

  it('takes and sends nothing by a provider that it does not know', async () => {
    for (const provider of ['icq', 'constructor', 7]) {
      const odd = { ...account, settings: { provider } }
      expect(whatsapp.authenticate(proven, odd).ok, String(provider)).to.equal(false)
      expect(await whatsapp.normalise(stored(Buffer.from(form)), odd)).to.deep.equal([{ kind: 'ignored', reason: 'provider_unknown' }]) // prettier-ignore
      const tools = { fetch: () => Promise.reject(new Error('asked')), publicBaseUrl: url }
      const signal = new AbortController().signal
      expect(await whatsapp.send(outbound, odd, signal, tools)).to.deep.equal({ ok: false, class: 'config', code: 'provider_unknown' }) // prettier-ignore
      expect((await whatsapp.setup?.selfTest?.(odd, tools, signal))?.[0]?.ok).to.equal(false)
    }
  })
})

describe('Approved templates', () => {
  const order = {
    id: 'HX1',
    name: 'Kargo gecikti',
    text: 'Sayın {{1}}, {{2}} | {{1}}',
    variables: ['1', '2'],
  }

  it('are read from lines, lists and objects alike', () => {
    const line = 'HX1 | Kargo gecikti | Sayın {{1}}, {{2}} | {{1}}'
    const { id, name, text } = order
    for (const templates of [line, [line], `${line}\n\n`, [{ id, name, text }]])
      expect(templatesOf({ templates })).to.deep.equal([order])
  })

  it('leave out what is none', () => {
    for (const templates of [undefined, null, 7, '', 'HX1', 'HX1 | Ad', [null, 7, {}, { id: 1, name: 'a', text: 'b' }]])
      expect(templatesOf({ templates })).to.deep.equal([])
  }) // prettier-ignore

  it('are filled in, and show what is still missing', () => {
    expect(filledIn(order, { '1': 'Ayşe', '2': '48213' })).to.equal('Sayın Ayşe, 48213 | Ayşe')
    expect(filledIn(order, { '1': '{{2}}' })).to.equal('Sayın {{2}}, {{2}} | {{2}}')
    expect(filledIn({ ...order, text: '{{constructor}}' }, {})).to.equal('{{constructor}}')
  })

  it('are taken in the settings only in their form', () => {
    const pattern = new RegExp(whatsapp.setup?.fields.find(({ name }) => name === 'templates')?.pattern ?? '')
    expect('HX1 | Kargo gecikti | Sayın {{1}}').to.match(pattern)
    expect('kargo_gecikti:tr | Kargo | Sayın {{1}} | son').to.match(pattern)
    for (const bad of ['HX1', 'HX1 | ad', 'HX 1 | ad | metin', 'HX1 | | metin', 'HX1 | ad | '])
      expect(bad).not.to.match(pattern)
  })
})
