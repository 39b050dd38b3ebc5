import { expect } from 'chai'
import { setUpToken } from '../../../server/models/users/index.js'
import * as users from '../../../server/models/users/index.js'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { Ticket, type TicketRecord } from '../../../server/models/tickets/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { goodPassword } from '../../support/people.js'

describe('pages without JavaScript', () => {
  useDatabase()
  const app = useApp()

  it('lead the first person through the one-time link into their inbox, and never again', async () => {
    const token = (await setUpToken())!
    const person = makeClient(app().url)
    expect((await person.get('/')).headers.get('location')).to.equal('/sign-in')
    expect((await person.get('/sign-in')).text).to.include('data-faults')
    expect((await person.get('/setup/madeup', { accept: 'text/html' })).status).to.equal(404)
    expect((await person.get(`/setup/${token}`)).status).to.equal(200)
    const fields = { token, name: 'Gül Şahin', email: 'gul@shop.example', password: 'kısa' }
    const short = await person.form('/setup', fields)
    expect(short.status).to.equal(422)
    expect(short.text).to.include('Gül Şahin').and.include('gul@shop.example').and.not.include('kısa"')
    const made = await person.form('/setup', { ...fields, password: goodPassword })
    expect(made.status).to.equal(303)
    expect((await person.get('/')).text).to.include('data-inbox')
    expect(
      (await makeClient(app().url).form('/setup', { ...fields, password: goodPassword })).status,
    ).to.equal(422)
    expect(await users.User.countDocuments({})).to.equal(1)
  })

  it('send a visitor to sign in and back to where they were going', async () => {
    const desk = await openDesk(app())
    const { user } = await desk.person('agent')
    const ticket = await desk.mailArrives()
    const visitor = makeClient(app().url)
    const turned = await visitor.get(`/tickets/${ticket.number}`, { accept: 'text/html' })
    expect(turned.headers.get('location')).to.equal(
      `/sign-in?next=${encodeURIComponent(`/tickets/${ticket.number}`)}`,
    )
    const wrong = await visitor.form('/session', {
      email: user.email,
      password: 'yanlış parola',
      next: `/tickets/${ticket.number}`,
    })
    expect(wrong.status).to.equal(401)
    expect(wrong.text).to.include(user.email)
    const right = await visitor.form('/session', {
      email: user.email,
      password: goodPassword,
      next: `/tickets/${ticket.number}`,
    })
    expect(right.headers.get('location')).to.equal(`/tickets/${ticket.number}`)
    const away = await visitor.form('/session', {
      email: user.email,
      password: goodPassword,
      next: '//evil.example/',
    })
    expect(away.headers.get('location')).to.equal('/')
  })

  it('show the list, the conversation and what stands beside it', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const ticket = await desk.mailArrives({ Subject: 'Güller <b>solmuş</b>' })
    const inbox = await gul.get('/')
    expect(inbox.text).to.include(`/tickets/${ticket.number}`).and.include('Güller &lt;b&gt;solmuş')
    const page = await gul.get(`/tickets/${ticket.number}`)
    expect(page.text)
      .to.include('Güllerim solmuş geldi')
      .and.include('ayse@example.com.tr')
      .and.not.include('<b>solmuş')
    const fragment = await gul.get(`/tickets/${ticket.number}?fragment=thread`)
    expect(fragment.text).to.include('data-conversation').and.not.include('<html')
    const rows = await gul.get('/?view=open&fragment=rows')
    expect(rows.text).to.include('row-item').and.not.include('<html')
    const json = await gul.get<{ header: { number: number } }>(`/tickets/${ticket.number}?fragment=thread`, {
      accept: 'application/json',
    })
    expect(json.body.header.number).to.equal(ticket.number)
  })

  it('take a reply and a note, keep what was typed when nothing can be sent, and ask when somebody was faster', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet, ticket] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.mailArrives(),
    ]
    const replies = `/tickets/${ticket.number}/replies`
    const empty = await gul.form(replies, {
      kind: 'reply',
      text: ' ',
      baseSeq: String(ticket.seq),
      clientId: 'client-form-0',
    })
    expect(empty.status).to.equal(422)
    const sent = await gul.form(replies, {
      kind: 'reply',
      text: 'Hemen bakıyorum',
      baseSeq: String(ticket.seq),
      clientId: 'client-form-1',
      then: 'pending',
    })
    expect([sent.status, sent.headers.get('location')]).to.deep.equal([303, `/tickets/${ticket.number}`])
    expect((await gul.get(`/tickets/${ticket.number}`)).text).to.include('Hemen bakıyorum')
    const late = {
      kind: 'reply',
      text: 'Ben de bakıyorum',
      baseSeq: String(ticket.seq),
      clientId: 'client-form-2',
    }
    const stopped = await mehmet.form(replies, late)
    expect(stopped.status).to.equal(409)
    expect(stopped.text).to.include('Ben de bakıyorum').and.include('Hemen bakıyorum')
    const baseSeq = /name="baseSeq" value="(\d+)"/.exec(stopped.text)![1]!
    expect((await mehmet.form(replies, { ...late, baseSeq })).status).to.equal(303)
    await mehmet.form(replies, {
      kind: 'note',
      text: 'kargo suçlu',
      baseSeq: '0',
      clientId: 'client-form-3',
      then: '',
    })
    const kinds = (await Message.find({ ticket: ticket._id }).sort({ seq: 1 }).lean<MessageRecord[]>()).map(
      ({ kind }) => kind,
    )
    expect(kinds).to.deep.equal(['in', 'reply', 'reply', 'note'])
  })

  it('change a ticket by its forms, and a script gets a bare yes', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const path = `/tickets/${ticket.number}`
    const now = async () => (await Ticket.findById(ticket._id).lean<TicketRecord>())!
    expect(
      (
        await gul.form(`${path}/assignment`, {
          assignee: gul.user._id.toHexString(),
          version: String(ticket.version),
        })
      ).status,
    ).to.equal(303)
    expect((await now()).assignee?.equals(gul.user._id)).to.equal(true)
    const stale = await gul.form(`${path}/priority`, { priority: 'low', version: String(ticket.version) })
    expect(stale.status).to.equal(409)
    await gul.form(`${path}/priority`, { priority: 'urgent', version: String((await now()).version) })
    await gul.form(`${path}/category`, { category: 'other', version: String((await now()).version) })
    await gul.form(`${path}/assignment`, { assignee: '' })
    const script = await gul.request('POST', `${path}/closure`, {
      body: 'reason=resolved',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    })
    expect(script.status).to.equal(204)
    expect(await now()).to.include({ status: 'resolved', priority: 'urgent', assignee: null })
    await gul.form(`${path}/closure`, { _method: 'delete' })
    expect(await now()).to.include({ status: 'open' })
  })

  it('begin a conversation, and say beside the field what is wrong with it', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    expect((await gul.get('/conversations/new')).text).to.include(desk.account.addresses[0]!)
    const typed = {
      account: 'destek',
      address: 'kim',
      name: '',
      subject: 'Konu',
      text: 'Metin',
      clientId: 'x',
    }
    const wrong = await gul.form('/conversations', typed)
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('id="e-address"').and.include('Metin')
    const made = await gul.form('/conversations', { ...typed, address: 'kim@posta.example' })
    expect(made.headers.get('location')).to.match(/^\/tickets\/\d+$/)
  })
})
