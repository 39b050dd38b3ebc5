import { expect } from 'chai'
import type { InboundMessage, NormalisedEvent } from '../../../channels/channel.js'
import { channels } from '../../../channels/index.js'
import * as cloud from '../../../channels/social/whatsapp-cloud/index.js'
import { metaAccount, rawBody } from '../../support/meta-fixtures.js'

const own = '1122334455667'
const body = (value: object, field = 'messages'): unknown => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes: [{ field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: own }, ...value } }] }],
}) // prettier-ignore
const read = (value: object, field?: string): NormalisedEvent[] =>
  cloud.normalise(rawBody(body(value, field)))
const message = (more: object, value: object = {}): unknown =>
  read({ messages: [{ from: '905321112233', id: 'wamid.1', timestamp: '1700000000', ...more }], ...value })[0]
const said = (more: object): string => (message(more) as InboundMessage).text

describe('shapes of WhatsApp’s cloud that are seldom seen', () => {
  it('loses no words whose writer is no number: they have a name that nobody vouches for', () => {
    const named = (from: string | undefined, contacts: object[] = []): unknown =>
      message({ from, type: 'text', text: { body: 'Kargom gelmedi' } }, { contacts })
    const nobody = { type: 'phone', scope: '', proof: 'none' }
    expect(named('5678')).to.deep.include({ kind: 'message', text: 'Kargom gelmedi', sender: [{ ...nobody, value: '5678' }] })
    expect(named('<NUMBER>')).to.deep.include({ sender: [{ ...nobody, value: '<NUMBER>' }] })
    expect(named(undefined, [{ wa_id: '5679', profile: { name: 'Ayşe' } }])).to.deep.include({ sender: [{ ...nobody, value: '5679' }], senderName: 'Ayşe' })
    expect(named('5678', [{ wa_id: '905321112233' }])).to.deep.include({ sender: [{ ...nobody, value: '+905321112233', proof: 'transport' }] })
    expect(named(undefined)).to.deep.equal({ kind: 'ignored', reason: 'no_sender' })
  }) // prettier-ignore

  it('moves no person to a number that is none', () => {
    const system = { type: 'user_changed_number', wa_id: 'NEW_NUMBER' }
    expect(message({ type: 'system', system })).to.deep.equal({ kind: 'ignored', reason: 'system_user_changed_number' }) // prettier-ignore
  })

  it('follows a person whose id for the business is another from now on, and takes nobody for another', () => {
    const id = (value: string) => ({ type: 'wa_bsuid', scope: own, value, proof: 'transport' })
    const changed = (user_id: object) => read({ user_id_update: [{ wa_id: '905321112233', user_id, timestamp: '1749416383' }] }, 'user_id_update')
    expect(changed({ previous: 'TR.1010', current: 'TR.1349' })).to.deep.equal([{ kind: 'identity', change: 'renumbered', from: id('TR.1010'), to: id('TR.1349'), recipient: own }])
    for (const partly of [{ previous: 'TR.1010' }, { current: 'TR.1349' }, { previous: 'x', current: 'TR.1349' }])
      expect(changed(partly)).to.deep.equal([{ kind: 'ignored', reason: 'no_user_id' }])
    const system = { type: 'user_changed_user_id', user_id: 'TR.1349', body: 'TR.1 changed to TR.1349' }
    expect(message({ type: 'system', system })).to.deep.include({ kind: 'identity', change: 'alias', to: id('TR.1349') })
    expect(message({ type: 'system', from: undefined, from_user_id: 'TR.1010', system })).to.deep.include({ change: 'renumbered', from: id('TR.1010') })
    expect(message({ type: 'system', from: undefined, system })).to.deep.equal({ kind: 'ignored', reason: 'system_user_changed_user_id' })
  }) // prettier-ignore

  it('tells what was filled into a form, line by line, and not what the form says to itself', () => {
    const form = (response_json: string): string =>
      said({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Gönderildi', response_json } } }) // prettier-ignore
    expect(form('{"flow_token":"x","siparis":"A-17","adet":2,"acil":true,"bos":""}')).to.equal('Gönderildi\nsiparis: A-17\nadet: 2\nacil: true') // prettier-ignore
    expect(form('["a"]')).to.equal('Gönderildi\n["a"]')
    expect(form('{kırık')).to.equal('Gönderildi\n{kırık')
    expect(form('')).to.equal('Gönderildi')
  })

  it('takes a type it has never heard of for the file or the text that it holds, else for its name', () => {
    const file = message({ type: 'hologram', hologram: { id: '77', mime_type: 'image/png', caption: 'soldu' } })
    expect(file).to.deep.include({ text: 'soldu', attachments: [{ name: 'hologram-1.png', type: 'image/png', size: 0, inline: false, ref: 'media:77' }] })
    expect(message({ type: 'voice', voice: { id: '78', mime_type: 'audio/ogg; codecs=opus', sha256: 'ab' } })).to.have.nested.property('attachments[0].ref', 'media:78#ab')
    expect(said({ type: 'hologram', text: { body: 'merhaba' } })).to.equal('merhaba')
    expect(said({ type: 'hologram' })).to.equal('[hologram]')
    const errors = [{ code: 131_051, details: 'Message type is not currently supported', title: 'Unsupported message type' }]
    expect(said({ type: 'unknown', errors })).to.equal('[Message type is not currently supported]')
  }) // prettier-ignore

  it('opens no complaint for who has opened the conversation and said nothing', () => {
    expect(message({ type: 'request_welcome' })).to.deep.equal({ kind: 'ignored', reason: 'request_welcome' })
  })

  it('reads numbers that come as digits, every way to reach a shared contact, and no place twice', () => {
    const order = { product_items: [{ product_retailer_id: 'GUL-1', quantity: '2', item_price: '12.50', currency: 'TRY' }, { product_retailer_id: 'GUL-2', quantity: 'iki' }] }
    expect(said({ type: 'order', order })).to.equal('2 × GUL-1 (12.5 TRY)\nGUL-2')
    const contacts = [{ name: { formatted_name: 'Ali Usta' }, phones: [{ phone: '+90 532' }], emails: [{ email: 'ali@usta.example' }], urls: [{ url: 'https://usta.example' }] }]
    expect(said({ type: 'contacts', contacts })).to.equal('Ali Usta +90 532 ali@usta.example https://usta.example')
    const place = { latitude: '41.01', longitude: '28.97', name: 'Gonca', address: 'Gonca, İstiklal Cd. 5' }
    expect(message({ type: 'location', location: place })).to.deep.include({ text: 'Gonca, İstiklal Cd. 5', location: { lat: 41.01, lon: 28.97, label: 'Gonca, İstiklal Cd. 5' } })
  }) // prettier-ignore

  it('says what WhatsApp complains of, and what to make of a message that failed', () => {
    expect(read({ errors: [{ code: 130_429, title: 'Rate limit hit' }] })).to.deep.equal([{ kind: 'ignored', reason: 'error:130429' }])
    const failed = (code: number): unknown => read({ statuses: [{ id: 'wamid.9', status: 'failed', recipient_id: '905321112233', errors: [{ code, title: 'x' }] }] })[0]
    expect(failed(131_050)).to.have.nested.property('items[0].class', 'optout')
    expect(failed(131_047)).to.have.nested.property('items[0].class', 'window')
    expect(failed(999_999)).to.have.nested.property('items[0].class', 'permanent')
  }) // prettier-ignore

  it('knows Meta’s JSON from Twilio’s form also behind a byte order mark or white space', async () => {
    const account = metaAccount('whatsapp', { settings: {} })
    const text = body({
      messages: [{ from: '905321112233', id: 'wamid.1', type: 'text', text: { body: 'a' } }],
    })
    for (const before of ['', '\n  ', '\ufeff']) {
      const [event] = await channels.whatsapp.normalise(rawBody(Buffer.from(before + JSON.stringify(text))), account) // prettier-ignore
      expect(event, JSON.stringify(before)).to.include({ kind: 'message', externalId: 'wamid.1' })
    }
  })
})
