import { expect } from 'chai'
import type { ChannelAccount, NormalisedEvent } from '../../../channels/channel.js'
import { normaliseX } from '../../../channels/social/x/normalise.js'
import { rawBody } from '../../support/meta-fixtures.js'

const account: ChannelAccount = { id: 'x1', channel: 'x', key: 'x', name: 'Gonca', addresses: ['835740314006511618'], settings: {}, secrets: {} } // prettier-ignore
const [us, ayse] = ['835740314006511618', '272953809']
const dm = (from: string, to: string): object => ({
  direct_message_events: [{ type: 'message_create', id: '958501034212564996', created_timestamp: '1517359429301', message_create: { target: { recipient_id: to }, sender_id: from, message_data: { text: 'Kargom &amp; iadem' } } }],
}) // prettier-ignore
const read = (body: object, with_ = account): NormalisedEvent => normaliseX(rawBody(body), with_)[0]!

describe('shapes of X that are seldom seen', () => {
  it('takes a delivery that names no account for this one’s, and tells its own words from a customer’s', () => {
    expect(read(dm(ayse, us))).to.deep.include({ kind: 'message', direction: 'in', text: 'Kargom & iadem', recipient: us }) // prettier-ignore
    expect(read(dm(us, ayse))).to.deep.include({ direction: 'echo', recipient: us })
    expect(read({ ...dm(ayse, '77'), for_user_id: us })).to.deep.equal({ kind: 'ignored', reason: 'not_addressed' }) // prettier-ignore
  })

  it('takes it for the one it was written to where the account has no id either', () => {
    expect(read(dm(ayse, us), { ...account, addresses: [] })).to.include({ direction: 'in', recipient: us })
    expect(read({ tweet_create_events: [] }, { ...account, addresses: [] })).to.deep.equal({ kind: 'ignored', reason: 'unsupported_shape' }) // prettier-ignore
  })

  it('takes no delivery for a withdrawn leave because a relay writes out that there is none', () => {
    expect(read({ ...dm(ayse, us), for_user_id: us, user_event: null })).to.include({ kind: 'message' })
    expect(read({ user_event: { revoke: { source: { user_id: us } } } })).to.deep.equal({ kind: 'ignored', reason: 'access_withdrawn' }) // prettier-ignore
  })
})
