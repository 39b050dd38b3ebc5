import { expect } from 'chai'
import { valuesIn } from '../../../server/http/reply-templates.js'

const template = (text: string) => ({
  id: 'HX1',
  name: 'Kargo',
  text,
  variables: [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? ''))],
})

describe('the values in a template’s words', () => {
  it('are what stands in the places of its variables', () => {
    const kargo = template('Merhaba {{1}}, {{2}} numaralı siparişiniz (25 gül) yolda. Soru?')
    expect(valuesIn(kargo, 'Merhaba Ayşe Hanım, 88231 numaralı siparişiniz (25 gül) yolda. Soru?')).to.deep.equal({
      1: 'Ayşe Hanım',
      2: '88231',
    })
    expect(valuesIn(template('Teşekkürler!'), 'Teşekkürler!')).to.deep.equal({})
    expect(valuesIn(template('Selam {{ad}}\niyi günler'), ' Selam  Ayşe iyi günler ')).to.deep.equal({ ad: 'Ayşe' })
  }) // prettier-ignore

  it('are the same words wherever the same variable stands', () => {
    const twice = template('{{1}}, evet {{1}}')
    expect(valuesIn(twice, 'Ayşe, evet Ayşe')).to.deep.equal({ 1: 'Ayşe' })
    expect(valuesIn(twice, 'Ayşe, evet Oya')).to.equal(null)
  })

  it('are not to be had from other words', () => {
    const kargo = template('Merhaba {{1}}, siparişiniz yolda.')
    for (const text of ['', 'Merhaba Ayşe, siparişiniz kayıp.', 'Merhaba Ayşe, siparişiniz yolda. İndirim!', 'merhaba Ayşe, siparişiniz yolda.'])
      expect(valuesIn(kargo, text), text).to.equal(null)
  }) // prettier-ignore

  it('take signs that mean something in a pattern as they are', () => {
    expect(valuesIn(template('Tutar: {{1}} (KDV+kargo) [*] \\ $5 ^.'), 'Tutar: 10 (KDV+kargo) [*] \\ $5 ^.')).to.deep.equal({ 1: '10' }) // prettier-ignore
    expect(valuesIn(template('a.c {{1}}'), 'abc x')).to.equal(null)
  })
})
