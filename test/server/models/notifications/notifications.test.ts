import { expect } from 'chai'
import { Types } from 'mongoose'
import * as notifications from '../../../../server/models/notifications/index.js'
import { useDatabase } from '../../../support/database.js'

describe('notifications', () => {
  useDatabase()
  const [ayse, mehmet] = [new Types.ObjectId(), new Types.ObjectId()]

  it('come once for one cause, however often and by whomever they are caused', async () => {
    const notice = { user: ayse, kind: 'assigned', event: 'e1' } as const
    const news = await Promise.all([1, 2, 3, 4, 5].map(() => notifications.notify(notice)))
    expect(news.filter(Boolean)).to.have.length(1)
    expect(await notifications.countUnread(ayse)).to.equal(1)
    expect(await notifications.notify({ ...notice, user: mehmet })).to.equal(true)
  })

  it('are read by their owner only', async () => {
    await notifications.notify({ user: ayse, kind: 'replied', event: 'e1' })
    await notifications.notify({ user: ayse, kind: 'replied', event: 'e2' })
    const id = (await notifications.list(ayse)).items[0]!._id.toHexString()
    expect(await notifications.markRead(mehmet, [id])).to.equal(0)
    expect(await notifications.countUnread(ayse)).to.equal(2)
    expect(await notifications.markRead(ayse, [id])).to.equal(1)
    expect((await notifications.list(ayse, { unread: true })).items.map(({ event }) => event)).to.deep.equal([
      'e1',
    ])
    expect(await notifications.markRead(ayse)).to.equal(1)
    expect(await notifications.countUnread(ayse)).to.equal(0)
  })

  it('are not told anew after they were read', async () => {
    const notice = { user: ayse, kind: 'sla_warning', event: 'e1' } as const
    await notifications.notify(notice)
    await notifications.markRead(ayse)
    expect(await notifications.notify(notice)).to.equal(false)
    expect(await notifications.countUnread(ayse)).to.equal(0)
  })

  it('come newest first, page by page', async () => {
    for (const event of ['e1', 'e2', 'e3']) await notifications.notify({ user: ayse, kind: 'replied', event })
    const first = await notifications.list(ayse, { limit: 2 })
    const second = await notifications.list(ayse, { limit: 2, cursor: first.next! })
    expect([...first.items, ...second.items].map(({ event }) => event)).to.deep.equal(['e3', 'e2', 'e1'])
    expect(second.next).to.equal(null)
  })
})
