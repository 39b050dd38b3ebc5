import { expect } from 'chai'
import * as compose from '../../../channels/email/compose.js'

describe('names we give mail', () => {
  it('makes Message-IDs that it knows again, of the right domain only', () => {
    const id = compose.makeMessageId('01abc', 'Shop.Example')
    expect(id).to.equal('<redress.01abc@shop.example>')
    expect(compose.isOwnMessageId(id)).to.equal(true)
    expect(compose.isOwnMessageId(id, 'shop.example')).to.equal(true)
    expect(compose.isOwnMessageId(id, 'other.example')).to.equal(false)
    expect(compose.isOwnMessageId('<abc@shop.example>')).to.equal(false)
    expect(compose.makeMessageId('a>\r\nBcc: x', 'b.c')).to.equal('<redress.aBccx@b.c>')
  })

  it('puts a token into the reply address and finds it among the recipients', () => {
    const account = { addresses: ['destek@x.example', 'iade+eski@x.example'] }
    expect(compose.replyAddress('destek@x.example', 't1.abc')).to.equal('destek+t1.abc@x.example')
    expect(compose.readReplyToken(['ali@y.example', 'Destek+T1.abc@X.example'], account)).to.equal('t1.abc')
    expect(compose.readReplyToken(['iade+eski+t2@x.example'], account)).to.equal('t2')
  })

  it('finds no token in plain, foreign or empty addresses', () => {
    const account = { addresses: ['destek@x.example'] }
    expect(
      compose.readReplyToken(
        ['destek@x.example', 'destek+@x.example', 'destek+t1@y.example', 'baska+t1@x.example'],
        account,
      ),
    ).to.equal(null)
  })

  it('writes one token into a subject and reads only its own form', () => {
    expect(compose.subjectWithToken('Ynt: [#12] Sipariş', 4211)).to.equal('[#4211] Ynt: Sipariş')
    expect(compose.subjectWithToken('', 4211)).to.equal('[#4211]')
    expect(compose.readSubjectToken('Ynt: [#4211] Sipariş #99')).to.equal(4211)
    for (const subject of ['[other #79] x', '#79', '[#abc]', ''])
      expect(compose.readSubjectToken(subject)).to.equal(null)
  })

  const subjects: [string, string][] = [
    ['Re: Ynt: [#4211] İLT: Solmuş çiçek', 'Solmuş çiçek'],
    ['RE[2]: FWD: x', 'x'],
    ['Yan: Cvp: x', 'x'],
    ['Rekor: x', 'Rekor: x'],
    ['[other #79] x', '[other #79] x'],
  ]
  for (const [subject, clean] of subjects) {
    it(`cleans "${subject}" to "${clean}"`, () => {
      expect(compose.cleanSubject(subject)).to.equal(clean)
    })
  }
})
