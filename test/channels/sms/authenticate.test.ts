import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stringify } from 'node:querystring'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { ChannelAccount, RawRequest } from '../../../channels/channel.js'
import { authenticateTwilio } from '../../../channels/sms/twilio/authenticate.js'
import { peerAccount, signedWebhook, webhook } from '../../support/twilio-peer.js'

const url = 'https://desk.example/channels/sms/kisa'
const token = peerAccount.authToken
const passes = (request: RawRequest, authToken = token): boolean =>
  authenticateTwilio(request, { secrets: { authToken } } as unknown as ChannelAccount).ok

interface Vector {
  token: string
  url?: string
  signedUrl?: string
  checkedUrl?: string
  params: Record<string, string>
  signature?: string
  valid: boolean
}

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/sms/signatures.json', import.meta.url), 'utf8'),
) as Vector[]

describe('Twilio’s signature', () => {
  for (const vector of vectors)
    it(`${vector.valid ? 'holds' : 'does not hold'} for ${vector.checkedUrl ?? vector.url} signed as ${vector.signedUrl ?? 'itself'}`, () => {
      const signature =
        vector.signature ?? getExpectedTwilioSignature(vector.token, vector.signedUrl ?? '', vector.params)
      const request = webhook(stringify(vector.params), vector.checkedUrl ?? vector.url ?? '', {
        'x-twilio-signature': signature,
      })
      expect(passes(request, vector.token)).to.equal(vector.valid)
    })

  it('covers parameters as they came: brackets, spaces at the ends, empty, repeated and unknown ones', () => {
    for (const form of [
      'a%5Bb%5D=1&a%5Bc%5D=2',
      'Body=++iki+bo%C5%9Fluk++',
      'Body=&MediaUrl0=',
      'a=2&a=1&a=2',
      'From=%2B905321234567&NobodyKnowsThis=1',
      '__proto__=1&constructor=2&toString=3',
      'Body=%F0%9F%A5%80+%C4%B1',
    ])
      expect(passes(signedWebhook(form, url)), form).to.equal(true)
  })

  it('is refused for a body of which it covers only the address', () => {
    const request = signedWebhook('', url)
    expect(passes(request)).to.equal(true)
    expect(passes({ ...request, body: Buffer.from('Body=sahte') })).to.equal(false)
    expect(passes({ ...request, body: Buffer.from('{"Body":"sahte"}') })).to.equal(false)
  })

  it('covers a body of another kind by the hash in its address, byte for byte', () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
    const hash = createHash('sha256').update(body).digest('hex')
    const at = `${url}?bodySHA256=${hash}`
    const request = webhook(body, at, { 'x-twilio-signature': getExpectedTwilioSignature(token, at, {}) })
    expect(passes(request)).to.equal(true)
    expect(passes({ ...request, body: Buffer.from([0x7b, 0xfe, 0xff, 0x7d]) })).to.equal(false)
    const other = `${url}?bodySHA256=${hash.replace(/^./, '')}`
    const short = webhook(body, other, {
      'x-twilio-signature': getExpectedTwilioSignature(token, other, {}),
    })
    expect(passes(short), 'a hash that is none').to.equal(false)
  })

  it('is not even looked at with more parameters than a webhook has', () => {
    const form = Array.from({ length: 5_000 }, (_, i) => `p${i}=1`).join('&')
    expect(passes(signedWebhook(form, url))).to.equal(false)
  })
})
