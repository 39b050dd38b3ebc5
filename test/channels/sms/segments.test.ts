import { expect } from 'chai'
import fc from 'fast-check'
import { countSmsUnits, foldToGsm } from '../../../channels/sms/segments.js'

describe('Counting an SMS', () => {
  const table: [what: string, text: string, units: number, parts: number, encoding: string][] = [
    ['nothing', '', 0, 0, 'GSM-7'],
    ['plain letters', 'Merhaba', 7, 1, 'GSM-7'],
    ['the Turkish letters inside GSM 03.38', 'ÇÖÜöü', 5, 1, 'GSM-7'],
    ['160 letters', 'a'.repeat(160), 160, 1, 'GSM-7'],
    ['161 letters', 'a'.repeat(161), 161, 2, 'GSM-7'],
    ['306 letters', 'a'.repeat(306), 306, 2, 'GSM-7'],
    ['307 letters', 'a'.repeat(307), 307, 3, 'GSM-7'],
    ['a euro sign, which counts twice', '€', 2, 1, 'GSM-7'],
    ['70 letters with one ş', `ş${'a'.repeat(69)}`, 70, 1, 'UCS-2'],
    ['71 letters with one ş', `ş${'a'.repeat(70)}`, 71, 2, 'UCS-2'],
    ['134 letters with one ş', `ş${'a'.repeat(133)}`, 134, 2, 'UCS-2'],
    ['135 letters with one ş', `ş${'a'.repeat(134)}`, 135, 3, 'UCS-2'],
    ['an emoji, which counts twice', '🥀', 2, 1, 'UCS-2'],
  ]
  for (const [what, text, units, parts, encoding] of table)
    it(`knows ${what}`, () => {
      expect(countSmsUnits(text)).to.deep.equal({ units, parts, encoding })
    })

  for (const letter of 'şŞğĞıİç')
    it(`knows that one ${letter} makes the whole text UCS-2, and that its plain spelling does not`, () => {
      expect(countSmsUnits(`Sipari ${letter}`).encoding).to.equal('UCS-2')
      expect(countSmsUnits(foldToGsm(`Sipari ${letter}`)).encoding).to.equal('GSM-7')
    })
})

describe('The plain spelling of an SMS', () => {
  it('changes what costs and leaves the rest', () => {
    expect(foldToGsm('Siparişiniz “İĞDIR”a çıktı, ÇÖÜ öü — 12 ₺')).to.equal('Siparisiniz "IGDIR"a cikti, ÇÖÜ öü - 12 TL') // prettier-ignore
    expect(foldToGsm('s\u0327ey')).to.equal('sey')
    expect(foldToGsm('Hello, no. 5 [ok] €')).to.equal('Hello, no. 5 [ok] €')
    expect(foldToGsm('🥀')).to.equal('🥀')
  })

  it('saves parts', () => {
    const text = 'Siparişiniz kargoya verildi. '.repeat(5)
    expect(countSmsUnits(text).parts).to.equal(3)
    expect(countSmsUnits(foldToGsm(text)).parts).to.equal(1)
  })

  it('is the same when it is made twice, and never costs more', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('abç ŞşğıİâÇöü€[🥀')) }), (text) => {
        const plain = foldToGsm(text)
        expect(foldToGsm(plain)).to.equal(plain)
        expect(countSmsUnits(plain).parts).to.be.at.most(countSmsUnits(text).parts)
      }),
    )
  })
})
