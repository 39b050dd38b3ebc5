import { expect } from 'chai'
import type { InboundMessage, NormalisedEvent } from '../../../channels/channel.js'
import { messenger } from '../../../channels/social/messenger/index.js'
import { metaAccount, rawBody } from '../../support/meta-fixtures.js'

const page = '117172741761305'
const account = metaAccount('messenger', { addresses: [page] })
const changed = (field: string, value: object): NormalisedEvent[] =>
  messenger.normalise(rawBody({ object: 'page', entry: [{ id: page, time: 1_700_000_000, changes: [{ field, value }] }] }), account) as NormalisedEvent[] // prettier-ignore
const written = ([event, ...more]: NormalisedEvent[]): InboundMessage => {
  expect(more).to.be.empty
  if (event?.kind !== 'comment' && event?.kind !== 'review') throw new Error(`is ${JSON.stringify(event)}`)
  return event
}

describe('what is said of a page in public', () => {
  const visitor = { verb: 'add', post_id: `${page}_9`, from: { id: 'PSID1', name: 'Ayşe' } }

  it('takes the file of a visitor’s photo or video, which Meta calls a link, once', () => {
    const link = 'https://cdn.example/solmus-gul.jpg'
    const photo = written(changed('feed', { ...visitor, item: 'photo', link, message: 'Böyle geldi' }))
    expect(photo).to.include({ text: 'Böyle geldi', audience: 'public' })
    expect(photo.attachments.map(({ ref, type }) => [ref, type])).to.deep.equal([[link, 'image/jpeg']])
    expect(written(changed('feed', { ...visitor, item: 'photo', link, photo: link })).attachments).to.have.length(1) // prettier-ignore
    const film = written(changed('feed', { ...visitor, item: 'video', link: 'https://cdn.example/kutu.mp4' }))
    expect(film.attachments[0]).to.include({ type: 'video/mp4', ref: 'https://cdn.example/kutu.mp4' })
  })

  it('takes the link of another post for words only where there are no others, and never for a file', () => {
    const link = 'https://sikayet.example/gonca'
    const alone = written(changed('feed', { ...visitor, item: 'share', link }))
    expect(alone).to.deep.include({ text: link, attachments: [] })
    expect(written(changed('feed', { ...visitor, item: 'share', link, message: 'Okuyun' })).text).to.equal('Okuyun') // prettier-ignore
  })

  it('takes words elsewhere that name the page, each from a writer of its own whom nobody vouches for', () => {
    const [one, two] = ['3_5', '3_6'].map((comment_id) =>
      written(changed('mention', { item: 'comment', verb: 'add', post_id: '77_3', comment_id, message: '@Gonca çiçeklerim nerede' })),
    )
    expect(one).to.include({ kind: 'comment', externalId: '3_5', externalThreadId: '77_3', audience: 'public', direction: 'in', text: '@Gonca çiçeklerim nerede' })
    expect(one!.sender[0]).to.include({ proof: 'none' })
    expect(one!.sender[0]!.value).to.not.equal(two!.sender[0]!.value)
    const post = written(changed('mention', { item: 'post', verb: 'add', post_id: '77_4', message: 'Gonca’dan almayın' }))
    expect(post).to.include({ externalId: '77_4', text: 'Gonca’dan almayın' })
  }) // prettier-ignore

  const rating = { item: 'rating', verb: 'add', open_graph_story_id: 904_801_129, reviewer_id: 705_955_836, reviewer_name: 'Ayşe', review_text: 'Bir daha asla' } // prettier-ignore

  it('takes a rating of the page for a review with its stars and its writer', () => {
    const review = written(changed('ratings', { ...rating, rating: 2 }))
    expect(review).to.deep.include({ kind: 'review', externalId: '904801129', audience: 'public', direction: 'in', text: 'Bir daha asla', senderName: 'Ayşe', rating: { value: 2, max: 5 } })
    expect(review.sender).to.deep.equal([{ type: 'psid', scope: page, value: '705955836', proof: 'transport' }])
  }) // prettier-ignore

  it('takes a warning for nothing out of one, a recommendation for one, and invents no stars', () => {
    const advice = (more: object) => written(changed('ratings', { ...rating, ...more })).rating
    expect(advice({ recommendation_type: 'NEGATIVE' })).to.deep.equal({ value: 0, max: 1 })
    expect(advice({ recommendation_type: 'positive' })).to.deep.equal({ value: 1, max: 1 })
    expect(advice({})).to.equal(undefined)
    expect(advice({ rating: 50 })).to.equal(undefined)
  })

  it('follows an edited and a withdrawn rating, and takes what is written under one for a comment', () => {
    expect(changed('ratings', { ...rating, verb: 'edited', review_text: 'Düzeldi' })[0]).to.deep.include({ kind: 'edit', target: '904801129', text: 'Düzeldi' })
    expect(changed('ratings', { ...rating, verb: 'remove' })[0]).to.include({ kind: 'delete', target: '904801129' })
    const comment = written(changed('ratings', { item: 'comment', verb: 'add', comment_id: '90_1', post_id: '10_90', parent_id: '10_90', sender_id: 705, sender_name: 'Ayşe', message: 'Hâlâ gelmedi' }))
    expect(comment).to.include({ kind: 'comment', externalId: '90_1', externalThreadId: '10_90', text: 'Hâlâ gelmedi' })
  }) // prettier-ignore

  it('takes no like of a rating, no rating without an id and no unknown verb for anybody’s words', () => {
    const reasonOf = (value: object): unknown => changed('ratings', value)
    expect(reasonOf({ ...rating, item: 'like' })).to.deep.equal([{ kind: 'ignored', reason: 'feed_like' }])
    expect(reasonOf({ ...rating, open_graph_story_id: undefined })).to.deep.equal([{ kind: 'ignored', reason: 'no_comment_id' }])
    expect(reasonOf({ ...rating, verb: 'boosted' })).to.deep.equal([{ kind: 'ignored', reason: 'ratings_verb_boosted' }])
    expect(changed('feed', { item: 'video', verb: 'block', video_id: '9' })).to.deep.equal([{ kind: 'ignored', reason: 'feed_verb_block' }])
  }) // prettier-ignore
})

describe('what a conversation with a page holds beside words', () => {
  const item = (more: object): NormalisedEvent[] =>
    messenger.normalise(rawBody({ object: 'page', entry: [{ id: page, time: 1, messaging: [{ sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: 1_700_000_000_000, ...more }] }] }), account) as NormalisedEvent[] // prettier-ignore
  const textOf = (message: object): string => (item({ message: { mid: 'm_1', ...message } })[0] as InboundMessage).text // prettier-ignore
  const template = (payload: object): string => textOf({ attachments: [{ type: 'template', payload }] })

  it('tells a product that was sent by its name and price, after the writer’s own words', () => {
    const product = { type: 'template', payload: { product: { elements: [{ id: '1', title: 'Kırmızı gül', subtitle: '₺124,90' }] } } } // prettier-ignore
    expect(textOf({ text: 'Bu soldu', attachments: [product] })).to.equal('Bu soldu\nKırmızı gül\n₺124,90')
  })

  it('tells cards by what stands on them, and buttons only where nothing else does', () => {
    const buttons = [{ type: 'web_url', title: 'Siteye git' }]
    expect(template({ template_type: 'generic', elements: [{ title: 'İade', subtitle: '14 gün' }], buttons })).to.equal('İade\n14 gün') // prettier-ignore
    expect(template({ template_type: 'button', text: 'Seçin', buttons })).to.equal('Seçin')
    expect(template({ template_type: 'button', buttons })).to.equal('Siteye git')
  })

  it('knows the page by the element where the entry does not name it', () => {
    const element = { sender: { id: 'PSID1' }, recipient: { id: '4303' }, message: { mid: 'm_1', text: 'a' } }
    const [event] = messenger.normalise(rawBody({ object: 'page', entry: [{ messaging: [element] }] }), metaAccount('messenger')) as NormalisedEvent[] // prettier-ignore
    expect(event).to.deep.include({ recipient: '4303', sender: [{ type: 'psid', scope: '4303', value: 'PSID1', proof: 'transport' }] }) // prettier-ignore
  })

  it('says that something was sent where Meta keeps it to itself', () => {
    expect(textOf({ is_unsupported: true })).to.equal('[unsupported message]')
    expect(textOf({ is_unsupported: true, text: 'merhaba' })).to.equal('merhaba')
  })

  it('hears who lets the page write to them, and apart from that who wants no notifications', () => {
    const who = { type: 'psid', scope: page, value: 'PSID1', proof: 'transport' }
    const notify = { type: 'notification_messages', notification_messages_token: '1' }
    expect(item({ optin: { ref: 'kampanya' } })).to.deep.equal([{ kind: 'optin', who, word: 'kampanya', recipient: page }])
    expect(item({ optin: { ...notify, notification_messages_status: 'STOP_NOTIFICATIONS' } })).to.deep.equal([{ kind: 'optout', who, word: 'notification_messages', about: 'marketing', recipient: page }])
    expect(item({ optin: notify })[0]).to.include({ kind: 'optin', about: 'marketing' })
  }) // prettier-ignore
})
