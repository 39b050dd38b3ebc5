import { expect } from 'chai'
import { starterCategories } from '../../../../server/models/categories/starter.js'
import { categorise } from '../../../../server/models/intake/categorise.js'
import { compile, fieldsOf, starterRules } from '../../../../server/models/rules/index.js'

const knowledge = compile(starterRules.map(fieldsOf), starterCategories)

const complaints: Record<string, [turkish: string, english: string]> = {
  delivery_late_or_missing: ['Üç gün oldu, kargom hâlâ gelmedi.', 'It has been a week and my parcel has not arrived.'],
  damaged_in_transit: ['Vazo kargoda kırılmış, kutusu ezilmişti.', 'The vase arrived broken and the box was crushed.'],
  product_quality_not_as_expected: ['Güller solmuş geldi, resimdeki gibi değil.', 'The roses were wilted and not as pictured.'],
  wrong_or_missing_item: ['Yanlış ürün göndermişsiniz, bir parça da eksik çıktı.', 'You sent me the wrong item and two parts were missing.'],
  out_of_stock: ['Aldıktan sonra stokta yok dediler.', 'After I paid you told me it is out of stock.'],
  payment_method: ['Kartımdan iki kez çekilmiş, fatura da yanlış.', 'My card was charged twice and the invoice is wrong.'],
  surcharge_dispute: ['Benden onayım olmadan ek ücret istendi.', 'I was asked for an extra fee without my consent.'],
  off_platform_payment: ['Kurye elden para istedi, kişisel hesabına havale yaptırdı.', 'The courier asked for cash to his personal account.'],
  return_refund_difficulty: ['İade talebim reddedildi, paramı geri istiyorum.', 'You refused to refund me and I want my money back.'],
  customer_service: ['Müşteri hizmetlerine ulaşamıyorum, kimse cevap vermiyor.', 'Customer service never replied, nobody answers the phone.'],
  address_recipient_problem: ['Çiçekleri yanlış adrese götürmüşler, alıcı evde yokmuş.', 'It went to the wrong address and was left with a neighbour.'],
  order_change_cancel: ['Siparişimi iptal etmek istiyorum.', 'Please cancel my order.'],
  wrong_order_status: ['Siparişim teslim edildi görünüyor.', 'The order is marked as delivered.'],
  force_majeure: ['Deprem nedeniyle dükkân kapalı, mücbir sebep var.', 'Because of the earthquake the roads are closed.'],
  seller_or_courier_conduct: ['Kurye çok kaba davrandı ve hakaret etti.', 'The courier was rude and shouted at me.'],
} // prettier-ignore

describe('categorising', () => {
  it('has an example here of every starter category but other', () => {
    expect(Object.keys(complaints)).to.have.members(
      starterCategories.map(({ key }) => key).filter((key) => key !== 'other'),
    )
  })

  for (const [category, [turkish, english]] of Object.entries(complaints)) {
    it(`finds ${category} in Turkish and in English, with its reasons`, () => {
      for (const text of [turkish, english]) {
        const found = categorise(text, knowledge)
        expect(found.category, JSON.stringify(found.suggestions)).to.equal(category)
        expect(found.because).to.not.be.empty
        expect(found.suggestions[0]).to.include({ category })
      }
    })

    it(`finds ${category} however the Turkish letters are written`, () => {
      const plain = turkish.replace(/[çÇğĞıİöÖşŞüÜâ]/g, (letter) => {
        return 'cCgGiIoOsSuUa'['çÇğĞıİöÖşŞüÜâ'.indexOf(letter)]!
      })
      const written = [turkish.toLocaleUpperCase('tr'), turkish.normalize('NFD'), plain]
      for (const text of written) expect(categorise(text, knowledge).category, text).to.equal(category)
    })
  }

  it('says other, and nothing for certain, when nothing speaks or two speak alike', () => {
    expect(categorise('Merhaba, size bir şey sormak istiyorum.', knowledge)).to.deep.equal({
      category: 'other',
      suggestions: [],
      because: [],
    })
    const rules = ['out_of_stock', 'payment_method'].map((target, index) => ({
      kind: 'category' as const,
      locale: 'any' as const,
      match: { words: [['elma', 'armut'][index]!], phrases: [], stems: [] },
      target,
      weight: 4,
      enabled: true,
    }))
    const torn = categorise('elma ve armut', compile(rules, starterCategories))
    expect(torn.category).to.equal('other')
    expect(torn.suggestions.map(({ confidence }) => confidence)).to.deep.equal([0.4, 0.4])
  })

  it('gives at most three suggestions whose confidences together stay below one', () => {
    const everything = Object.values(complaints).flat().join('\n')
    const { suggestions } = categorise(everything, knowledge)
    expect(suggestions).to.have.length(3)
    expect(suggestions.reduce((sum, { confidence }) => sum + confidence, 0)).to.be.below(1)
    expect([...suggestions].sort((a, b) => b.confidence - a.confidence)).to.deep.equal(suggestions)
  })

  it('counts a term once, however often it is repeated', () => {
    const once = categorise('hasarlı', knowledge)
    expect(categorise('hasarlı '.repeat(500), knowledge)).to.deep.equal(once)
  })

  it('meets stems at the beginning of words only, and phrases in their order only', () => {
    const match = { words: [], phrases: ['mavi kutu*'], stems: ['gecik'] }
    const rule = {
      kind: 'category',
      locale: 'any',
      match,
      target: 'other',
      weight: 4,
      enabled: true,
    } as const
    const own = compile([rule], starterCategories)
    const terms = (text: string): string[] => categorise(text, own).because.map(({ detail }) => detail)
    expect(terms('GECİKMESİ')).to.deep.equal(['gecik'])
    expect(terms('ögecik gec')).to.deep.equal([])
    expect(terms('Mavi kutuda')).to.deep.equal(['mavi kutu*'])
    expect(terms('kutu mavi')).to.deep.equal([])
    expect(terms('mavi büyük kutu')).to.deep.equal([])
  })

  it('leaves out rules of the other language, rules that are off and retired categories', () => {
    expect(categorise('stok', knowledge, 'en').category).to.equal('other')
    expect(categorise('stok', knowledge, 'tr').category).to.equal('out_of_stock')
    const off = starterRules.map((rule) => ({ ...fieldsOf(rule), enabled: rule.target !== 'out_of_stock' }))
    expect(categorise('stok', compile(off, starterCategories)).category).to.equal('other')
    const retired = starterCategories.map((category) => ({
      ...category,
      ...(category.key === 'out_of_stock' ? { retired: { by: null, at: new Date(0) } } : {}),
    }))
    expect(categorise('stok', compile(starterRules.map(fieldsOf), retired)).suggestions).to.deep.equal([])
  })

  it('stays within bounds for texts without end and texts that are nothing', () => {
    for (const text of [
      '',
      ' ',
      '\u0000',
      '😀'.repeat(10),
      'a'.repeat(1_000_000),
      'kargo '.repeat(200_000),
    ]) {
      expect(categorise(text, knowledge).suggestions.length).to.be.at.most(3)
    }
  })
})

describe('the starter rules', () => {
  it('name only categories that exist and have names of their own', () => {
    const keys = starterCategories.map(({ key }) => key)
    for (const { target, kind } of starterRules) if (kind === 'category') expect(keys).to.include(target)
    const names = starterRules.map(({ builtIn }) => builtIn)
    expect(new Set(names).size).to.equal(names.length)
  })

  it('hold no word or stem of several words, which nothing could meet', () => {
    for (const rule of starterRules) {
      const { words, stems } = fieldsOf(rule).match
      for (const term of [...words, ...stems]) expect(term, rule.builtIn).to.match(/^[\p{L}\p{N}]{2,100}$/u)
    }
  })
})
