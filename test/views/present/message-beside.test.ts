import { expect } from 'chai'
import { Types } from 'mongoose'
import { channels } from '../../../channels/index.js'
import type { ChannelAdapter } from '../../../channels/channel.js'
import type { MessageRecord } from '../../../server/models/messages/message.js'
import { moderable, presentBeside } from '../../../views/present/message-beside.js'
import { presentMessage } from '../../../views/present/messages.js'

const at = new Date('2026-11-22T10:00:00Z')
const message = (changes: Partial<MessageRecord>): MessageRecord =>
  ({
    _id: new Types.ObjectId(),
    ticket: new Types.ObjectId(),
    seq: 1,
    kind: 'in',
    channel: 'messenger',
    account: new Types.ObjectId(),
    author: { kind: 'customer', id: null, name: 'Ayşe' },
    text: 'Güller soldu',
    hasHtml: true,
    hasQuoted: true,
    attachments: [{ id: new Types.ObjectId(), name: 'a.png', type: 'image/png', size: 1, inline: false }],
    at,
    createdAt: at,
    ...changes,
  }) satisfies MessageRecord

describe('what stands beside a message', () => {
  it('is nothing where there are words and nothing else', () => {
    expect(presentBeside(message({}))).to.equal(null)
    expect(presentBeside(message({ reactions: [{ by: 'x', emoji: '', at }] }))).to.equal(null)
  })

  it('hides the words and files of what its writer took back, and says when', () => {
    const view = presentMessage(message({ deletion: { at }, revisions: [{ text: 'Güller soldu', at }] }), 7)
    expect(view).to.deep.include({ text: '', html: false, quoted: false, attachments: [] })
    expect(view.beside).to.include({ deletedAt: at.toISOString(), editedAt: '' })
    expect(JSON.stringify(view)).not.to.include('soldu')
  })

  it('counts reactions by their sign, and not those that were taken away', () => {
    const reactions = ['❤️', '😡', '❤️', ''].map((emoji, n) => ({ by: String(n), emoji, at }))
    expect(presentBeside(message({ reactions }))!.reactions).to.deep.equal([
      { emoji: '❤️', count: 2 },
      { emoji: '😡', count: 1 },
    ])
  })

  it('makes a link of a web address only', () => {
    for (const permalink of ['javascript:alert(1)', 'data:text/html,x', '//x.example', 'ftp://x.example'])
      expect(presentBeside(message({ permalink }))).to.equal(null)
    expect(presentBeside(message({ permalink: 'https://x.example/1' }))).to.include({ permalink: 'https://x.example/1' }) // prettier-ignore
  })

  it('draws ratings as stars where there are few enough', () => {
    expect(presentBeside(message({ rating: { value: 1.6, max: 5 } }))!.rating!.stars).to.deep.equal([true, true, false, false, false]) // prettier-ignore
    expect(presentBeside(message({ rating: { value: 80, max: 100 } }))!.rating!.stars).to.deep.equal([])
  })

  it('offers of public words exactly what their network can do, and of nothing else anything', () => {
    const known: Partial<Record<string, ChannelAdapter>> = channels
    for (const [name, adapter] of Object.entries(known)) {
      const offered = Object.entries(moderable).find(([channel]) => channel === name)?.[1] ?? []
      expect(offered.flat().sort(), name).to.deep.equal([...(adapter?.moderations ?? [])].sort())
    }
    const comment = { audience: 'public' as const, externalId: '3_5' }
    expect(presentBeside(message(comment))!.actions).to.deep.equal(['hide', 'like'])
    expect(presentBeside(message({ ...comment, moderation: { hidden: true, liked: true } }))!.actions).to.deep.equal(['unhide', 'unlike']) // prettier-ignore
    expect(presentBeside(message({ ...comment, kind: 'reply' }))!.actions).to.deep.equal([])
    expect(presentBeside(message({ ...comment, channel: 'x' }))!.actions).to.deep.equal([])
    expect(presentBeside(message({ externalId: 'm_1' }))).to.equal(null)
  })
})
