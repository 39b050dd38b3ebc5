import { expect } from 'chai'
import type { TicketRecord } from '../../server/models/tickets/index.js'
import type { AccountInput, ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { startApp, type TestApp } from './app.js'
import type { Client } from './client.js'
import { openDesk, type Desk } from './desk.js'
import { chatAccount, newClientId, visit, type Told, type Visitor } from './visitor.js'
import { allTickets } from './worker.js'

/** A running desk with a site's widget, for the tests of a describe: afresh before each, with all that was opened closed after it. */
export interface ChatStage {
  app: TestApp
  desk: Desk
  site: ChannelAccountRecord
  /** Closes it with the stage. */
  kept: <T extends { close(): void }>(one: T) => T
  /** A visitor opens the widget. @param more fields of the session's request */
  arrives: (more?: Told) => Promise<Visitor>
  /** The visitor's first words become a ticket. */
  begins: (visitor: Visitor, text: string, more?: Told) => Promise<TicketRecord>
  /** An agent writes to a ticket. */
  replies: (agent: Client, number: number, text: string, kind?: 'reply' | 'note') => Promise<void>
}

/** @param input of the widget's account, where it is not the usual one */
export function useChat(input: Partial<AccountInput> = {}): () => ChatStage {
  let stage: ChatStage | undefined
  const open: { close(): void }[] = []
  beforeEach(async () => {
    stage = await setStage(open, input)
  })
  afterEach(async () => {
    open.splice(0).forEach((one) => one.close())
    await stage?.app.close()
    stage = undefined
  })
  return () => {
    if (!stage) throw new Error('the chat is open only within tests')
    return stage
  }
}

async function setStage(open: { close(): void }[], input: Partial<AccountInput>): Promise<ChatStage> {
  const app = await startApp()
  app.context.queue.work(app.context)
  const desk = await openDesk(app)
  const site = await chatAccount(app.context, { team: desk.ours._id, ...input })
  const kept = <T extends { close(): void }>(one: T): T => {
    open.push(one)
    return one
  }
  return {
    app,
    desk,
    site,
    kept,
    arrives: async (more = {}) => kept(await visit(app.url, more)),
    async begins(visitor, text, more) {
      await visitor.say(text, more)
      const { number } = await visitor.heard('conversation')
      return (await allTickets()).find((ticket) => ticket.number === number)!
    },
    async replies(agent, number, text, kind = 'reply') {
      const body = { kind, text, clientId: newClientId() }
      const { status, text: answer } = await agent.post(`/api/v1/tickets/${number}/messages`, body)
      expect(status, answer).to.equal(201)
    },
  }
}
