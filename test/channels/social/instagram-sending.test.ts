import { expect } from 'chai'
import type { ChannelAccount, ChannelTools } from '../../../channels/channel.js'
import { instagram } from '../../../channels/social/instagram/index.js'
import { makeSafeFetch } from '../../../server/lib/safe-fetch/fetch.js'
import { graphPeer, type GraphFault, type GraphPeer } from '../../support/graph-peer.js'
import { metaAccount, metaLetter } from '../../support/meta-fixtures.js'

const own = '17841400000000001'
const account = metaAccount('instagram', { addresses: [own] })
const signal = new AbortController().signal
const tools: ChannelTools = {
  fetch: makeSafeFetch({ allowPrivate: ['127.0.0.1:*'] }),
  publicBaseUrl: 'https://desk.example',
}
const peers: GraphPeer[] = []

async function at(fault: GraphFault | null): Promise<ChannelAccount> {
  const peer = await graphPeer(fault)
  peers.push(peer)
  return { ...account, settings: { apiUrl: peer.url } }
}

describe('what is sent by Instagram', () => {
  afterEach(() => Promise.all(peers.splice(0).map((peer) => peer.close())))

  it('hands files in before it sends them, in parts of 1,000 characters', async () => {
    const there = await at(null)
    const peer = peers.at(-1)!
    const file = { name: 'lale.png', type: 'image/png', content: Buffer.from('png') }
    const sent = await instagram.send(
      metaLetter({ text: 'a '.repeat(600), attachments: [file] }),
      there,
      signal,
      tools,
    )
    expect(sent.ok && sent.externalIds.length).to.equal(3)
    expect(peer.calls.map(({ path }) => path)).to.deep.equal(['/me/messages', '/me/messages', '/me/message_attachments', '/me/messages']) // prettier-ignore
    expect(peer.calls[2]).to.deep.include({ file, body: { platform: 'instagram', message: { attachment: { type: 'image', payload: {} } } } }) // prettier-ignore
    expect(peer.calls[3]!.body['message']).to.deep.include({ attachment: { type: 'image', payload: { attachment_id: '1745504518999123' } } }) // prettier-ignore
  })

  it('tries again when only handing a file in got no answer: nobody has seen it', async () => {
    const there = await at({ path: /message_attachments/, cut: true })
    const file = { name: 'lale.png', type: 'image/png', content: Buffer.from('png') }
    expect(
      await instagram.send(metaLetter({ text: '', attachments: [file] }), there, signal, tools),
    ).to.include({ class: 'retry' })
  })

  it('answers a comment under it', async () => {
    const there = await at(null)
    await instagram.send(metaLetter({ audience: 'public', target: '17919697626119712', text: 'Size yazdık' }), there, signal, tools) // prettier-ignore
    expect(peers.at(-1)!.calls[0]).to.deep.include({
      path: '/17919697626119712/replies',
      body: { message: 'Size yazdık' },
    })
  })

  it('hides comments but has no call for liking them, and calls a sender by user name where there is no other', async () => {
    const there = await at(null)
    expect(instagram.moderations).to.deep.equal(['hide', 'unhide'])
    expect(await instagram.moderate!('hide', '179', there, signal, tools)).to.include({ ok: true })
    expect(peers.at(-1)!.calls[0]).to.deep.include({ path: '/179', body: { hide: true } })
    expect(await instagram.moderate!('like', '179', there, signal, tools)).to.include({ class: 'permanent' })
    const id = { type: 'igsid', scope: own, value: 'IGSID-ayse', proof: 'transport' } as const
    expect(await instagram.describeSender!(id, there, signal, tools)).to.deep.equal({ name: 'ayse.cicek' })
  })
})
