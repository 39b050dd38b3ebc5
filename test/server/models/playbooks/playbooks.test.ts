import { expect } from 'chai'
import { starterCategories } from '../../../../server/models/categories/starter.js'
import { Playbook, playbooksFor, Progress, seedPlaybooks } from '../../../../server/models/playbooks/index.js'
import { starterPlaybooks } from '../../../../server/models/playbooks/starter.js'
import { Template } from '../../../../server/models/templates/index.js'
import { Ticket } from '../../../../server/models/tickets/index.js'
import { useApp } from '../../../support/app.js'
import { useDatabase } from '../../../support/database.js'
import { openDesk } from '../../../support/desk.js'

describe('playbooks', () => {
  useDatabase()
  const app = useApp()

  it('stand ready for every category but “other”, in both languages, the reply’s skeleton for all (R-46, R-57)', async () => {
    await seedPlaybooks()
    for (const { key } of starterCategories) {
      const keys = (await playbooksFor(key, 'tr')).map(({ playbook }) => playbook.key)
      expect(keys.at(-1), key).to.equal('reply_skeleton')
      expect(keys.length, key).to.be.greaterThan(key === 'other' ? 0 : 1)
    }
    for (const { key, steps, names } of starterPlaybooks)
      for (const text of [names, ...steps, ...steps.flatMap(({ words }) => words ?? [])])
        expect(text.tr !== '' && text.en !== '' && text.tr !== text.en, `${key}: ${text.tr}`).to.equal(true)
  })

  it('are made once; what people have changed stays', async () => {
    await seedPlaybooks()
    await Playbook.updateOne({ key: 'surcharge' }, { $set: { 'names.tr': 'Bizim adımlarımız' } })
    await Template.updateOne(
      { key: 'playbook_reply_skeleton_2', locale: 'tr' },
      { $set: { body: 'Çok üzgünüz.' } },
    )
    await seedPlaybooks()
    expect(await Playbook.countDocuments()).to.equal(starterPlaybooks.length)
    expect(await Playbook.countDocuments({ 'names.tr': 'Bizim adımlarımız' })).to.equal(1)
    expect(await Template.countDocuments({ body: 'Çok üzgünüz.' })).to.equal(1)
  })

  it('are ticked off in a ticket, once, by whom the page says, and ticked on again', async () => {
    await seedPlaybooks()
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const path = `/tickets/${ticket.number}/steps`
    const step = { playbook: 'reply_skeleton', step: '0' }
    for (const location of await Promise.all([mehmet.form(path, step), mehmet.form(path, step)]))
      expect(location.headers.get('location')).to.equal(`/tickets/${ticket.number}`)
    const done = async () => (await Progress.findById(ticket._id).lean())!.done
    expect((await done()).map(({ by, step: n }) => [by.name, n])).to.deep.equal([[mehmet.user.name, 0]])
    const items = async () => (await mehmet.get<{ items: { key: string; doneCount: number }[] }>(`/api/v1/tickets/${ticket.number}/playbooks`)).body.items
    expect((await items()).find(({ key }) => key === 'reply_skeleton')).to.include({ doneCount: 1 })
    await mehmet.form(path, { ...step, _method: 'delete' })
    expect(await done()).to.deep.equal([])
  }) // prettier-ignore

  it('have no step that is not there, and none for who may not see the ticket', async () => {
    await seedPlaybooks()
    const desk = await openDesk(app())
    const [ticket, mehmet, veli] = [await desk.mailArrives(), await desk.person('agent'), await desk.person('agent', desk.theirs)]
    const put = (person: typeof mehmet, body: object) => person.request('PUT', `/api/v1/tickets/${ticket.number}/playbook-steps`, { body })
    const step = { playbook: 'reply_skeleton', step: 0, done: true }
    expect((await put(mehmet, { ...step, step: 9 })).status).to.equal(404)
    expect((await put(mehmet, { ...step, playbook: 'yok' })).status).to.equal(404)
    expect((await put(veli, step)).status).to.equal(404)
    expect(await Progress.countDocuments()).to.equal(0)
    expect((await put(mehmet, step)).status).to.equal(204)
  }) // prettier-ignore

  it('put their words into the composer in the customer’s language, after what is written, and send nothing', async () => {
    await seedPlaybooks()
    const desk = await openDesk(app())
    const [ticket, mehmet] = [await desk.mailArrives(), await desk.person('agent')]
    const use = async () => (await mehmet.form(`/tickets/${ticket.number}/replies`, { kind: 'reply', text: 'Merhaba,', use: 'playbook:reply_skeleton:1', clientId: 'client-0001' })).text
    expect(await use()).to.match(/Merhaba,\n\nBunun için özür dileriz\./)
    await Ticket.updateOne({ _id: ticket._id }, { $set: { language: 'en' } })
    expect(await use()).to.match(/Merhaba,\n\nWe are sorry for this\./)
    expect((await mehmet.get(`/api/v1/tickets/${ticket.number}/messages`)).text).not.to.include('sorry')
  }) // prettier-ignore
})
