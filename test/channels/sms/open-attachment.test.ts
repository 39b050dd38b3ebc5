import { expect } from 'chai'
import type { ChannelAccount, ChannelTools } from '../../../channels/channel.js'
import { openTwilioMedia } from '../../../channels/sms/twilio/open-attachment.js'
import { ChannelRejected, ChannelUnavailable } from '../../../server/lib/errors.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import type { SafeFetch } from '../../../server/lib/safe-fetch/index.js'
import { peerAccount, startTwilioPeer, type TwilioPeer } from '../../support/twilio-peer.js'

describe('A file of an SMS or WhatsApp message', () => {
  let peer: TwilioPeer
  before(async () => {
    peer = await startTwilioPeer()
  })
  beforeEach(() => {
    peer.calls.length = 0
  })
  after(() => peer.close())

  const account = (apiUrl?: string): ChannelAccount => ({
    id: 'a1',
    channel: 'sms',
    key: 'kisa',
    name: 'SMS',
    addresses: [],
    settings: apiUrl === undefined ? {} : { apiUrl },
    secrets: peerAccount,
  })
  const allowed = makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] })
  const open = (ref: string, fetch: SafeFetch = allowed, from = account(peer.url)) =>
    openTwilioMedia(ref, from, new AbortController().signal, toolsWith(fetch))

  it('is fetched with the account’s credentials', async () => {
    const file = await open(`${peer.url}/media/ok.jpg`)
    expect(file).to.deep.equal({ type: 'image/jpeg', content: Buffer.from('jpeg bytes') })
  })

  it('costs the credentials to nobody but Twilio', async () => {
    const asked: Record<string, boolean> = {}
    const noting: SafeFetch = (url, request) => {
      asked[url] = 'authorization' in (request?.headers ?? {})
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from('x'), url })
    }
    const twilio = ['https://api.twilio.com/a', 'https://media.eu1.twilio.com/a', 'https://twilio.com/a']
    const others = [
      'http://api.twilio.com/a', 'https://api.twilio.com:8443/a', 'https://api.twilio.com.evil.example/a', 'https://eviltwilio.com/a',
      'https://other.example/api.twilio.com', 'https://evil.example/?https://api.twilio.com', 'https://twilio.com@evil.example/a',
      `${peer.url.replace('127.0.0.1', 'localhost')}/a`, `${peer.url}1/a`,
    ] // prettier-ignore
    for (const url of [...twilio, ...others, `${peer.url}/a`]) await open(url, noting)
    for (const url of [...twilio, `${peer.url}/a`]) expect(asked[url], url).to.equal(true)
    for (const url of others) expect(asked[url], url).to.equal(false)
  })

  it('is given up when the guard refuses its address, and nobody is asked', async () => {
    const guarded = makeSafeFetch({ allowPrivate: [], resolve: () => Promise.resolve(['169.254.169.254']) })
    for (const ref of [`${peer.url}/media/ok.jpg`, 'http://internal.example/file.png', 'file:///etc/passwd', 'not a url'])
      expect(await fault(open(ref, guarded)), ref).to.include({ code: 'media_refused' }).and.be.instanceOf(ChannelRejected)
    expect(peer.calls).to.be.empty
  }) // prettier-ignore

  it('is given up when it is gone or too large, and tried again when Twilio is in trouble', async () => {
    expect(await fault(open(`${peer.url}/media/gone.jpg`))).to.include({ code: 'media_gone' })
    const answering = (status: number): SafeFetch => (url) => Promise.resolve({ status, headers: {}, body: Buffer.alloc(0), url }) // prettier-ignore
    for (const status of [401, 429, 500, 503])
      expect(await fault(open('https://api.twilio.com/a', answering(status))), String(status)).to.be.instanceOf(ChannelUnavailable) // prettier-ignore
    for (const status of [302, 400, 403])
      expect(await fault(open('https://api.twilio.com/a', answering(status))), String(status)).to.include({ code: 'media_refused' }) // prettier-ignore
    const wrong = { ...account(peer.url), secrets: { ...peerAccount, authToken: 'wrong' } }
    expect(await fault(open(`${peer.url}/media/ok.jpg`, allowed, wrong))).to.include({ code: 'media_unavailable' }) // prettier-ignore
  })
})

function toolsWith(fetch: SafeFetch): ChannelTools {
  return { fetch, publicBaseUrl: 'https://desk.example' }
}

async function fault(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('no fault')
}
