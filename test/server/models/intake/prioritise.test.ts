import { expect } from 'chai'
import { starterCategories } from '../../../../server/models/categories/starter.js'
import { prioritise, type PriorityFacts } from '../../../../server/models/intake/prioritise.js'
import { compile, fieldsOf, starterRules } from '../../../../server/models/rules/index.js'

const knowledge = compile(starterRules.map(fieldsOf), starterCategories)
const judge = (text: string, category = 'customer_service', facts: PriorityFacts = {}) =>
  prioritise({ text, category, facts }, knowledge)

describe('prioritising', () => {
  const urgent = [
    'Pastadan zehirlendik, hastanedeyiz.',
    'We got food poisoning from the cake.',
    'Çiçekler bugün teslim edilmeliydi, nikah bugün!',
    'The flowers are needed today, the wedding is today.',
    'Kurye kapıda bekliyor, kimse yok.',
    'The charger caught fire.',
  ]
  for (const text of urgent) {
    it(`takes at once: ${text}`, () => {
      const { priority, because } = judge(text)
      expect(priority).to.equal('urgent')
      expect(because[0]!.code).to.match(/^rule_/)
    })
  }

  const high = [
    'Avukatıma danıştım, mahkemeye gidiyorum.',
    'TÜKETİCİ HAKEM HEYETİNE başvuracağım.',
    'I will take legal action.',
    'My lawyer will write to you.',
    'Kurye elden para istedi.',
    'The driver asked for cash.',
    'Bunu sosyal medyada paylaşacağım.',
  ]
  for (const text of high) {
    it(`takes soon: ${text}`, () => expect(judge(text).priority).to.equal('high'))
  }

  it('begins with what the category says, and gives that as the reason', () => {
    expect(judge('Merhaba')).to.deep.equal({
      priority: 'normal',
      because: [{ code: 'category_default', detail: 'customer_service' }],
    })
    expect(judge('Merhaba', 'off_platform_payment').priority).to.equal('high')
    expect(judge('Merhaba', 'no_such_category').priority).to.equal('normal')
  })

  it('does not call an ordinary complaint urgent for the word "today" alone', () => {
    expect(judge('Bugün sipariş verdim, kargo ne zaman çıkar?').priority).to.equal('normal')
    expect(judge('I ordered it today.').priority).to.equal('normal')
  })

  it('raises by one step for a low rating, repeated contacts or a segment, and says which', () => {
    const raised = judge('Merhaba', 'other', { rating: 1, repeatContacts: 3, segment: 'vip' })
    expect(raised.priority).to.equal('high')
    expect(raised.because.map(({ code }) => code)).to.deep.equal([
      'category_default',
      'low_rating',
      'repeat_contacts',
      'segment',
    ])
    for (const facts of [{ rating: 2 }, { repeatContacts: 2 }, { segment: 'vip' }]) {
      expect(judge('Merhaba', 'other', facts).priority, JSON.stringify(facts)).to.equal('high')
    }
    for (const facts of [{ rating: 3 }, { repeatContacts: 1 }, { segment: 'new' }, { segment: null }]) {
      expect(judge('Merhaba', 'other', facts).priority, JSON.stringify(facts)).to.equal('normal')
    }
  })

  it('never makes anything urgent by facts alone', () => {
    expect(judge('avukat', 'off_platform_payment', { rating: 1, repeatContacts: 9 }).priority).to.equal(
      'high',
    )
  })

  it('lets praise wait where no complaint was recognised, and only there', () => {
    expect(judge('Çok memnun kaldım, bir önerim var.', 'other').priority).to.equal('low')
    expect(judge('Just wanted to thank you.', 'other').priority).to.equal('low')
    expect(judge('Çok memnun kaldım ama kargom gelmedi.', 'delivery_late_or_missing').priority).to.equal(
      'normal',
    )
    expect(judge('Çok memnun kaldım ama avukatıma soracağım.', 'other').priority).to.equal('high')
  })
})
