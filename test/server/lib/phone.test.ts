import { expect } from 'chai'
import { isE164, toE164 } from '../../../server/lib/phone.js'

describe('A phone number', () => {
  for (const typed of [
    '+905321234567',
    '0532 123 45 67',
    '532 123 45 67',
    '90 532 123 45 67',
    '0090 532 123 45 67',
    '(0532) 123-45-67',
    ' 0532.123.45.67 ',
    '+90 (532) 123 4567',
    '０５３２ １２３ ４５ ６７',
    '05321234567',
  ])
    // prettier-ignore
    it(`is the same whether it is typed as ${typed} or otherwise`, () => {
      expect(toE164(typed)).to.equal('+905321234567')
    })

  it('of another country needs its country code, or that country', () => {
    expect(toE164('+49 30 901820')).to.equal('+4930901820')
    expect(toE164('030 901820', 'DE')).to.equal('+4930901820')
    expect(toE164('020 7946 0018', 'GB')).to.equal('+442079460018')
  })

  for (const typed of ['', 'abc', '12345', '48213', '0532 123 45', '0532 123 45 67 89', '+0532', 'arayın 0532 123 45 67', '0532 123 45 67 veya 0533 123 45 67', '+905321234567 x'.repeat(50), '2026-11-21'])
    it(`is not found in ${JSON.stringify(typed.slice(0, 40))}`, () => {
      expect(toE164(typed)).to.equal(null)
    }) // prettier-ignore

  it('has the form of E.164 or not, whether it exists or not', () => {
    for (const form of ['+905321234567', '+12345', '+15005550006']) expect(isE164(form)).to.equal(true)
    for (const form of ['905321234567', '+0532', '+1', '+1234567890123456', '+90 532', '+90532\n'])
      expect(isE164(form), form).to.equal(false)
  })
})
