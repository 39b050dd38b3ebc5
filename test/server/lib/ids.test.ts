import { expect } from 'chai'
import { base32, randomId, randomSecret, sha256 } from '../../../server/lib/ids.js'

describe('Ids', () => {
  it('are base32 of all their bits', () => {
    expect(base32(Uint8Array.of())).to.equal('')
    expect(base32(Uint8Array.of(0))).to.equal('00')
    expect(base32(Uint8Array.of(255))).to.equal('zw')
    expect(base32(Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0x01))).to.equal('vtpvxvr1')
  })

  it('have 128 bits, secrets 256, and do not come twice', () => {
    expect(randomId()).to.match(/^[0-9a-hjkmnp-tv-z]{26}$/)
    expect(randomSecret()).to.match(/^[0-9a-hjkmnp-tv-z]{52}$/)
    expect(new Set(Array.from({ length: 1_000 }, randomId)).size).to.equal(1_000)
  })

  it('hash text and bytes alike', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(sha256('abc')).to.equal(abc)
    expect(sha256(Buffer.from('abc'))).to.equal(abc)
  })
})
