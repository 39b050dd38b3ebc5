import { expect } from 'chai'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { forgetSettings } from '../../../server/models/settings/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

const withFile = (name: string, type: string, bytes: string) => [
  { 'Content-Type': 'multipart/mixed; boundary=b', 'MIME-Version': '1.0' },
  `--b\r\nContent-Type: text/plain\r\n\r\nEkte\r\n--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes, 'latin1').toString('base64')}\r\n--b--\r\n`,
] as const // prettier-ignore

describe('what comes from outside', () => {
  useDatabase()
  const app = useApp()
  beforeEach(forgetSettings)

  it('is marked where it links to a site on the organisation’s list, or below one, from then on', async () => {
    const desk = await openDesk(app())
    const manager = await desk.person('manager')
    const before = await desk.mailArrives({}, 'https://giris.kotu.example/a')
    const put = await manager.request('PUT', '/api/v1/settings/blocked-links', { body: { hosts: ['https://Kotu.example/x', 'kotu.example'] } })
    expect(put.body).to.deep.equal({ hosts: ['kotu.example'] })
    const marked = await desk.mailArrives({ From: 'a@posta.example' }, 'Bkz. https://giris.kotu.example/a ve https://ornek.com')
    const plain = await desk.mailArrives({ From: 'b@posta.example' }, 'https://kotu.example.ornek.com ve https://xkotu.example')
    const links = async ({ _id }: TicketRecord) => (await Message.findOne({ ticket: _id }).lean<MessageRecord>())!.badLinks
    expect(await Promise.all([before, marked, plain].map(links))).to.deep.equal([undefined, ['giris.kotu.example'], undefined])
    expect((await manager.get(`/tickets/${marked.number}`)).text).to.include('giris.kotu.example. Açmayın.')
  }) // prettier-ignore

  it('is marked by a list that only managers change, and only to hosts', async () => {
    const desk = await openDesk(app())
    const [agent, manager] = [await desk.person('agent'), await desk.person('manager')]
    const put = (person: typeof agent, hosts: string[]) => person.request<{ error: { code: string } }>('PUT', '/api/v1/settings/blocked-links', { body: { hosts } })
    expect((await put(agent, ['kotu.example'])).status).to.equal(403)
    expect((await put(manager, ['kotu.example', 'bu bir yer değil'])).body.error.code).to.equal('link_host_invalid')
    expect((await agent.get('/api/v1/settings/blocked-links')).body).to.deep.equal({ hosts: [] })
  }) // prettier-ignore

  it('is marked by the list that a manager writes into the settings, which keep what was typed where a line is no site', async () => {
    const desk = await openDesk(app())
    const manager = await desk.person('manager')
    const wrong = await manager.form('/settings/links', { hosts: 'kotu.example\nbu değil' })
    expect([wrong.status, wrong.text.includes('bu değil')]).to.deep.equal([422, true])
    expect((await manager.form('/settings/links', { hosts: 'Kötü.example\r\n\r\nb.example/x' })).status).to.equal(303)
    expect((await manager.get('/api/v1/settings/blocked-links')).body).to.deep.equal({ hosts: ['b.example', 'xn--kt-fkaz.example'] })
    expect((await (await desk.person('agent')).get('/settings/links', { accept: 'text/html' })).status).to.equal(403)
  }) // prettier-ignore

  it('brings files whose type is what their bytes show; what may do harm is a download with a warning', async () => {
    const desk = await openDesk(app())
    const mehmet = await desk.person('agent')
    const ticket = await desk.mailArrives(...withFile('gul.jpg', 'image/jpeg', '<svg onload="alert(1)">'))
    const program = await desk.mailArrives({ ...withFile('x', 'x', '')[0], From: 'c@posta.example' }, withFile('fatura.pdf.exe', 'application/pdf', 'MZ\x90\0')[1])
    const files = async ({ _id }: TicketRecord) => (await Message.findOne({ ticket: _id }).lean<MessageRecord>())!.attachments
    const [picture] = await files(ticket)
    expect(picture!.type).to.equal('application/octet-stream')
    const file = await mehmet.get(`/api/v1/attachments/${picture!.id.toHexString()}`)
    expect(file.headers.get('content-disposition')).to.match(/^attachment/)
    const page = (await mehmet.get(`/tickets/${program.number}`)).text
    expect(page).to.include('fatura.pdf.exe').and.to.include('class="file-risky"')
    expect((await mehmet.get(`/tickets/${ticket.number}`)).text).not.to.include('class="file-risky"')
  }) // prettier-ignore
})

describe('the tag for legal action', () => {
  useDatabase()
  const app = useApp()

  it('is put on and taken off by managers only, however it is written (R-54)', async () => {
    const desk = await openDesk(app())
    const [ticket, agent, manager] = [await desk.mailArrives(), await desk.person('agent'), await desk.person('manager')]
    const path = `/api/v1/tickets/${ticket.number}/tags`
    const tags = async () => (await Ticket.findById(ticket._id).lean<TicketRecord>())!.tags
    for (const tag of ['Yasal İşlem', 'legal-action', 'HUKUKİ', 'dava'])
      expect((await agent.post<{ error: { code: string } }>(path, { tags: [tag] })).body.error.code, tag).to.equal('legal_needs_manager')
    expect((await agent.post(path, { tags: ['yasal adres'] })).status).to.equal(200)
    expect((await manager.post(path, { tags: ['yasal işlem'] })).status).to.equal(200)
    expect((await agent.request('DELETE', path, { body: { tags: ['yasal işlem'] } })).status).to.equal(403)
    expect(await tags()).to.deep.equal(['yasal adres', 'yasal işlem'])
  }) // prettier-ignore
})
