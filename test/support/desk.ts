import type { Role } from '../../server/models/actor.js'
import { system } from '../../server/models/actor.js'
import type { ChannelAccountRecord } from '../../server/models/channel-accounts/index.js'
import { seedCategories } from '../../server/models/categories/index.js'
import * as teams from '../../server/models/teams/index.js'
import { Ticket, type TicketRecord } from '../../server/models/tickets/index.js'
import type { UserRecord } from '../../server/models/users/index.js'
import type { TestApp } from './app.js'
import { makeClient, type Client } from './client.js'
import { rawMail } from './mail.js'
import { colleague } from './people.js'
import { mailAccount, takeMail } from './worker.js'

/** A desk with an e-mail account and two teams; people are added as a test needs them. */
export interface Desk {
  account: ChannelAccountRecord
  ours: teams.TeamRecord
  theirs: teams.TeamRecord
  /** Somebody signed in; without teams named they are in `ours`. */
  person(role: Role, team?: teams.TeamRecord): Promise<Client & { user: UserRecord }>
  /** A mail comes in and becomes a ticket of `ours`. */
  mailArrives(fields?: Record<string, string>, body?: string): Promise<TicketRecord>
}

export async function openDesk({ url, context }: TestApp): Promise<Desk> {
  await seedCategories()
  const ours = await teams.create({ name: 'Çiçek', key: 'cicek' }, { actor: system })
  const theirs = await teams.create({ name: 'Kargo', key: 'kargo' }, { actor: system })
  const account = await mailAccount(context, { team: ours._id })
  let mails = 0
  return {
    account,
    ours,
    theirs,
    async person(role, team = ours) {
      const { user } = await colleague(role, { teams: [team._id.toHexString()] })
      return Object.assign(await makeClient(url).signIn(user.email), { user })
    },
    async mailArrives(fields = {}, body = 'Güllerim solmuş geldi, iade istiyorum.') {
      mails += 1
      const messageId = `<mail-${mails}-${ours._id.toHexString()}@posta.example>`
      const raw = rawMail(
        {
          Subject: 'Güller solmuş',
          'Message-ID': messageId,
          'Content-Type': 'text/plain; charset=utf-8',
          ...fields,
        },
        body,
      )
      const inbound = await takeMail(raw, account, context)
      const ticket = await Ticket.findOne({
        number: inbound.outcomes[0]?.ticketNumber ?? 0,
      }).lean<TicketRecord>()
      if (!ticket) throw new Error(`no ticket: ${JSON.stringify(inbound)}`)
      return ticket
    },
  }
}
