import { expect } from 'chai'
import { fetchMedia } from '../../../jobs/fetch-media.js'
import { Attachment, type AttachmentRecord } from '../../../server/models/attachments/attachment.js'
import type { TicketRecord } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import type { Client } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { deliver, farAccount, farAdapter, openFarEnd, pixel, type FarEnd } from '../../support/far-files.js'
import { allTickets, type TestContext } from '../../support/worker.js'

interface Shown {
  items: { attachments: { id: string; name: string; state: string; reason: string; image: boolean }[] }[]
}

describe('a file that is still with its provider', () => {
  useDatabase()
  // Every port of this machine's loopback: the far end's is not known yet.
  const app = useApp({ env: { OUTBOUND_ALLOW_PRIVATE: '127.0.0.1:*' } })
  let far: FarEnd
  let context: TestContext
  let agent: Client
  let ticket: TicketRecord
  let path: string

  beforeEach(async () => {
    far = await openFarEnd()
    context = { ...app().context, adapterFor: () => farAdapter(far) }
    const desk = await openDesk(app())
    agent = await desk.person('admin')
    const attachments = [{ name: 'Kırık vazo.jpg', type: 'image/jpeg', size: 0, inline: false, ref: `${far.url}/a` }] // prettier-ignore
    await deliver({ attachments }, await farAccount(context), context)
    ticket = (await allTickets())[0]!
    path = `/api/v1/attachments/${(await file())._id.toHexString()}`
  })
  afterEach(() => far.close())

  const file = async (): Promise<AttachmentRecord> => (await Attachment.findOne().lean<AttachmentRecord>())!
  const fetched = async (): Promise<void> =>
    fetchMedia({ attachmentId: (await file())._id.toHexString() }, context)
  const shown = async (): Promise<Shown['items'][number]['attachments'][number] | undefined> =>
    (await agent.get<Shown>(`/api/v1/tickets/${ticket.number}/messages`)).body.items[0]?.attachments[0]
  const page = async (locale: string): Promise<string> =>
    (await agent.get(`/tickets/${ticket.number}?lang=${locale}`, { 'accept-language': locale })).text

  it('is shown as being fetched, without a link, and its download says so', async () => {
    expect(await shown()).to.include({ name: 'Kırık vazo.jpg', state: 'pending', image: false })
    const early = await agent.get<{ error: { code: string } }>(path)
    expect([early.status, early.body.error.code]).to.deep.equal([409, 'attachment_pending'])
    const html = await page('tr')
    expect(html).to.include('Kırık vazo.jpg').and.include('getiriliyor').and.not.include(path)
    expect(html).to.not.include(far.url)
  })

  it('comes to those who look at the thread as soon as it is here', async () => {
    const live = await agent.socket()
    await live.ask('subscribe', { ticket: ticket.number })
    await fetched()
    const push = await live.push(({ event }) => event.type === 'message.media_changed')
    expect(push.partial).to.equal('messages/message')
    expect(JSON.stringify(push.view)).to.include('"state":""').and.include('"image":true')
    const there = await agent.get(path)
    expect([there.status, there.headers.get('content-type'), there.headers.get('content-length')]).to.deep.equal([200, 'image/png', String(pixel.length)]) // prettier-ignore
    expect(await page('tr')).to.include(path)
    live.close()
  })

  it('is told with the reason when it cannot be had', async () => {
    far.answer = (_path, response) => response.end()
    await fetched()
    expect(await shown()).to.include({ state: 'failed', reason: 'attachment_empty' })
    const refused = await agent.get<{ error: { code: string } }>(path)
    expect([refused.status, refused.body.error.code]).to.deep.equal([409, 'attachment_failed'])
    expect(await page('tr')).to.include('Dosya getirilemedi: Gelen dosya boş.')
  })
})
