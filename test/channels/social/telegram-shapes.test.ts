import { expect } from 'chai'
import type { ChannelAccount, NormalisedEvent } from '../../../channels/channel.js'
import { normaliseTelegram } from '../../../channels/social/telegram/normalise.js'
import { rawBody } from '../../support/meta-fixtures.js'

const account: ChannelAccount = { id: 't1', channel: 'telegram', key: 'bot', name: 'Gonca', addresses: ['123456789'], settings: {}, secrets: {} } // prettier-ignore
const ayse = { id: 42, is_bot: false, first_name: 'Ayşe' }
const read = (update: object): NormalisedEvent => normaliseTelegram(rawBody({ update_id: 1, ...update }), account)[0]! // prettier-ignore
const message = (more: object): NormalisedEvent =>
  read({ message: { message_id: 5, date: 1_795_000_000, from: ayse, chat: { id: 42, type: 'private' }, ...more } }) // prettier-ignore
const said = (more: object): unknown => (message(more) as { text?: string }).text

describe('shapes of Telegram that are seldom seen', () => {
  it('tells what was filled into the bot’s own page under the button that opened it', () => {
    const form = (data: string): unknown => said({ web_app_data: { button_text: 'Şikâyet et', data } })
    expect(form('{"siparis": "A-17", "neden": "geç geldi"}')).to.equal('Şikâyet et\nsiparis: A-17\nneden: geç geldi') // prettier-ignore
    expect(form('A-17, geç geldi')).to.equal('Şikâyet et\nA-17, geç geldi')
  })

  it('takes a list, a bill and a laid out text for words', () => {
    expect(said({ checklist: { title: 'Eksikler', tasks: [{ id: 1, text: 'Vazo' }, { id: 2, text: 'Kart' }] } })).to.equal('Eksikler\n- Vazo\n- Kart')
    expect(said({ invoice: { title: 'Gül', description: 'Kırmızı', total_amount: 100 } })).to.equal('Gül\nKırmızı')
    const bold = { type: 'bold', text: ['çok ', { type: 'italic', text: 'geç' }] }
    const blocks = [{ type: 'heading', text: 'Şikâyet' }, { type: 'paragraph', text: ['Kargo ', bold, ' geldi'] }, { type: 'table', cells: [[{ text: 'Ürün' }, { text: 'Adet' }], [{ text: 'Gül' }, { text: '2' }]] }]
    expect(said({ rich_message: { blocks } })).to.equal('Şikâyet\nKargo çok geç geldi\nÜrün | Adet\nGül | 2')
  }) // prettier-ignore

  it('follows a laid out text only so deep as anybody writes one', () => {
    let deep: unknown = 'dip'
    for (let n = 0; n < 500; n += 1) deep = { text: [deep] }
    expect(message({ rich_message: { blocks: [deep, { text: 'üst' }] } })).to.include({ text: 'üst' })
  })

  it('passes over what a relay writes out as null', () => {
    const nulls = { message: null, edited_message: null, channel_post: null }
    const pressed = { id: '9', from: ayse, message: { message_id: 3, chat: { id: 42, type: 'private' } }, data: 'iade' }
    expect(read({ ...nulls, callback_query: pressed })).to.include({ kind: 'message', text: 'iade' })
    expect(read(nulls)).to.deep.equal({ kind: 'ignored', reason: 'unsupported_update' })
    expect(message({ document: { file_id: 'D1', file_name: 'fatura.pdf', mime_type: 'application/pdf' }, animation: null })).to.have.nested.property('attachments[0].ref', 'file:D1')
    const edited = { message_id: 5, date: 1_795_000_000, from: ayse, chat: { id: 42, type: 'private' }, text: 'düzeltme', location: null }
    expect(read({ edited_message: edited })).to.include({ kind: 'edit', target: '42:5', text: 'düzeltme' })
  }) // prettier-ignore

  it('opens no complaint for what holds no words and no file', () => {
    for (const nothing of [
      { story: { id: 1 } },
      { users_shared: { request_id: 1 } },
      { rich_message: { blocks: [{}] } },
      { checklist: null },
    ])
      // prettier-ignore
      expect(message(nothing)).to.deep.equal({ kind: 'ignored', reason: 'nothing_said' })
  })
})
