import { expect } from 'chai'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'

let clientIds = 0
const writing = (text: string) => ({ kind: 'reply', text, clientId: `client-${++clientIds}-order` })

describe('what is pushed to an open ticket', () => {
  useDatabase()
  const app = useApp()

  it('shows what happened first and the head of its ticket after it, once each and in order', async () => {
    const desk = await openDesk(app())
    const [mehmet, gul] = [await desk.person('agent'), await desk.person('agent')]
    const ticket = await desk.mailArrives()
    const live = await gul.socket()
    await live.ask('subscribe', { tickets: [ticket.number], views: true })
    const path = `/api/v1/tickets/${ticket.number}/messages`
    await mehmet.post(path, { ...writing('bir'), then: 'pending' })
    await mehmet.post(path, writing('iki'))
    await live.push(({ partial, seq }) => partial === 'tickets/header' && seq === ticket.seq + 3)
    const told = live.pushes.filter(({ partial }) => partial !== 'tickets/row')
    expect(told.map(({ seq, partial }) => [seq - ticket.seq, partial])).to.deep.equal([
      [1, 'tickets/events'],
      [1, 'tickets/header'],
      [2, 'messages/message'],
      [2, 'tickets/header'],
      [3, 'messages/message'],
      [3, 'tickets/header'],
    ])
    expect(told.at(-1)!.view).to.include({ status: 'pending' })
    live.close()
  })
})
