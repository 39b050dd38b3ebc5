import { expect } from 'chai'
import fc from 'fast-check'
import { fold, foldedWords, lowerAscii } from '../../../server/lib/fold.js'

describe('Folding', () => {
  const table: [text: string, folded: string][] = [
    ['IŞIK', 'isik'], ['ışık', 'isik'], ['İSTANBUL', 'istanbul'], ['istanbul', 'istanbul'], ['ISTANBUL', 'istanbul'],
    ['Şikâyet', 'sikayet'], ['sikayet', 'sikayet'], ['ŞİKÂYET', 'sikayet'], ['ÇÖĞÜŞ', 'cogus'], ['çöğüş', 'cogus'],
    ['I\u0307zmir', 'izmir'], ['i\u0307zmir', 'izmir'], ['s\u0327ey', 'sey'], ['KARGO', 'kargo'], ['ﬁş', 'fis'], ['Ｋａｒｇｏ', 'kargo'],
  ] // prettier-ignore

  for (const [text, folded] of table)
    it(`makes ${JSON.stringify(text)} ${JSON.stringify(folded)}`, () => {
      expect(fold(text)).to.equal(folded)
    })

  it('keeps different words different', () => {
    expect(fold('kargo')).to.not.equal(fold('karga'))
    expect(fold('solmuş')).to.not.equal(fold('sormuş'))
  })

  it('meets upper and lower case of any Turkish text, and changes nothing the second time', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcçdefgğhıijklmnoöprsştuüvyzâîû '.split('')) })
    fc.assert(
      fc.property(letters, (text) => {
        expect(fold(text.toLocaleUpperCase('tr'))).to.equal(fold(text))
        expect(fold(fold(text))).to.equal(fold(text))
      }),
    )
  })

  it('finds the words of a text, without single letters and signs', () => {
    expect(foldedWords('Ürün  No: 4711, “ÇOK” kötü!  a')).to.deep.equal(['urun', 'no', '4711', 'cok', 'kotu'])
    expect(foldedWords('… — !')).to.deep.equal([])
  })

  it('lowers only ASCII where text is an address or a code', () => {
    expect(lowerAscii('INFO@Örnek.Example')).to.equal('info@Örnek.example')
    expect(lowerAscii('İÇ@X.EXAMPLE')).to.equal('İÇ@x.example')
  })
})
