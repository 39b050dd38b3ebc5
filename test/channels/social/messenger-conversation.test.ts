import { expect } from 'chai'
import { createAccount, type ChannelAccountRecord } from '../../../server/models/channel-accounts/index.js'
import type { InboundRecord } from '../../../server/models/intake/index.js'
import { useDatabase } from '../../support/database.js'
import { graphSecret, graphToken } from '../../support/graph-answers.js'
import { allMessages, allTickets, makeTestContext, takeMail, type TestContext } from '../../support/worker.js'

const page = '117172741761305'

describe('a conversation on Messenger, taken in for good', () => {
  useDatabase()
  let context: TestContext
  let account: ChannelAccountRecord
  before(() => {
    context = makeTestContext()
  })
  beforeEach(async () => {
    const secrets = { appSecret: graphSecret, verifyToken: 'meatyhamhock', accessToken: graphToken }
    account = await createAccount(
      { channel: 'messenger', key: 'gonca', name: 'Gonca', addresses: [page], team: null, locale: 'tr', settings: {}, secrets },
      context.secrets,
    )
  }) // prettier-ignore
  after(() => context.close())

  const take = (entry: object): Promise<InboundRecord> =>
    takeMail(Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: page, time: 1_700_000_000_000, ...entry }] })), account, context, { via: 'http' }) // prettier-ignore
  const written = (mid: string, text: string, at = 1_700_000_000_000): object => ({ sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: at, message: { mid, text } }) // prettier-ignore
  const answered = (mid: string, text: string): object => ({ sender: { id: page }, recipient: { id: 'PSID1' }, timestamp: 1_700_000_001_000, message: { mid, text, is_echo: true } }) // prettier-ignore
  const feed = (value: object): object => ({ changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', post_id: `${page}_3`, comment_id: '3_5', from: { id: 'PSID1', name: 'Ayşe Yılmaz' }, message: 'Güller soldu', ...value } }] }) // prettier-ignore

  it('is one ticket, however many messages one delivery holds and however often it comes', async () => {
    const both = {
      messaging: [written('m_1', 'Çiçekler solmuş geldi'), written('m_2', 'Param iade edilsin')],
    }
    await take(both)
    await take({ ...both, time: 1_700_000_000_001 })
    expect((await allTickets()).map(({ channel }) => channel)).to.deep.equal(['messenger'])
    expect((await allMessages()).map(({ text, kind }) => [kind, text])).to.deep.equal([['in', 'Çiçekler solmuş geldi'], ['in', 'Param iade edilsin']]) // prettier-ignore
  })

  it('never takes an answer that a colleague gave in the page’s own inbox for the customer’s words', async () => {
    await take({ messaging: [written('m_1', 'Çiçekler solmuş geldi'), answered('m_9', 'Hemen bakıyoruz')] })
    expect(await allTickets()).to.have.length(1)
    const customers = (await allMessages()).filter(({ kind }) => kind === 'in')
    expect(customers.map(({ text }) => text)).to.deep.equal(['Çiçekler solmuş geldi'])
  })

  it('follows what the customer mends and takes back, also when the change comes before the words', async () => {
    const change = (item: object): object => ({ sender: { id: 'PSID1' }, recipient: { id: page }, timestamp: 1_700_000_002_000, ...item }) // prettier-ignore
    await take({
      messaging: [change({ message_edit: { mid: 'm_1', text: 'Laleler solmuş geldi', num_edit: 1 } })],
    })
    await take({ messaging: [written('m_1', 'Güller solmuş geldi'), written('m_2', 'yanlış yazdım')] })
    await take({ messaging: [change({ message: { mid: 'm_2', is_deleted: true } })] })
    const [first, second] = await allMessages()
    expect(first!.text).to.equal('Laleler solmuş geldi')
    expect(second!.deletion).to.be.an('object')
  })

  it('keeps a public comment apart from the private conversation, and says that it is public', async () => {
    await take({ messaging: [written('m_1', 'Çiçekler solmuş geldi')] })
    await take(feed({}))
    const messages = await allMessages()
    expect(messages.map(({ audience, externalThread }) => [audience, externalThread])).to.deep.include(['public', `${page}_3`]) // prettier-ignore
    expect(await allTickets()).to.have.length(2)
  })

  it('leaves alone what another page of the app is told', async () => {
    const inbound = await takeMail(Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: '999', messaging: [{ sender: { id: 'PSID1' }, recipient: { id: '999' }, message: { mid: 'm', text: 'a' } }] }] })), account, context, { via: 'http' }) // prettier-ignore
    expect(inbound.state).to.equal('ignored')
    expect(await allTickets()).to.be.empty
  })
})
