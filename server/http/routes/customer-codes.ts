import { z } from 'zod'
import { translator } from '../../../views/i18n.js'
import { renderMail } from '../../../views/mail.js'
import { Invalid, NotFound } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { toE164 } from '../../lib/phone.js'
import type { UserActor } from '../../models/actor.js'
import { listAccounts, type ChannelAccountRecord } from '../../models/channel-accounts/index.js'
import {
  codeMinutes,
  confirmCode,
  sendCode,
  type CodeLetter,
  type CodeRecord,
} from '../../models/customers/code.js'
import { may } from '../../models/may.js'
import type { CustomerRecord } from '../../models/customers/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'
import type { Web } from '../web.js'
import { customerFor } from './customers.js'

export const codeAsked = z.strictObject({
  type: z.enum(['email', 'phone']),
  value: z.string().trim().min(3).max(320),
  /** Number of the ticket that the confirmation is told in; without it the customer's latest. */
  ticket: z.number().int().min(1).optional(),
})
export const codeTold = z.strictObject({ code: z.string().trim().min(1).max(20) })

export const customerCodeRoutes: AnyRoute[] = [
  route({
    method: 'post',
    path: '/customers/:id/codes',
    summary: 'Send a one-time code to an address or phone that the customer says is theirs',
    permission: { area: 'merge_customers' },
    params: schemas.idParams,
    body: codeAsked,
    responses: { 201: z.object({ type: z.string(), value: z.string(), expiresAt: schemas.instant }) },
    async handler({ web, actor, params, body }) {
      const { type, value, expiresAt } = await askForCode(web, actor, params.id, body)
      return { type, value, expiresAt: expiresAt.toISOString() }
    },
  }),
  route({
    method: 'post',
    path: '/customers/:id/codes/confirm',
    summary: 'The code that the customer tells; when it is right, the address is theirs',
    permission: { area: 'merge_customers' },
    params: schemas.idParams,
    body: codeTold,
    responses: { 200: z.object({ customer: schemas.personRef, type: z.string(), value: z.string() }) },
    async handler({ web, actor, params, body }) {
      const { customer, confirmed } = await takeCode(web, actor, params.id, body.code)
      const { type, value } = confirmed
      return { customer: { id: customer._id.toHexString(), name: customer.name }, type, value }
    },
  }),
] // prettier-ignore

/**
 * Sends a code for somebody to an address, at most 5 in 15 minutes to one address and for one ticket. What is answered
 * tells nothing of whether the address is known.
 * @throws Invalid('email_invalid'), Invalid('phone_invalid'), Invalid('no_account_for_code'),
 *   NotFound('ticket_not_found'), Refused 429 'too_many_codes'
 */
export async function askForCode(
  web: Web,
  actor: UserActor,
  id: string,
  asked: z.output<typeof codeAsked>,
): Promise<CodeRecord> {
  const { customer, tickets } = await customerFor(actor, id)
  const value = valueOf(asked)
  const ticket = asked.ticket === undefined ? tickets[0] : tickets.find(({ number }) => number === asked.ticket)
  if (!ticket || !may(actor, 'reply', ticket)) throw new NotFound('ticket_not_found')
  const account = await accountFor(asked.type, ticket)
  await web.limits.codeTry(`address:${value}`)
  await web.limits.codeTry(`ticket:${ticket._id.toHexString()}`)
  const letter = (code: string): CodeLetter => letterOf(web, account, customer, ticket, code)
  const sent = await sendCode({ customer: customer._id, ticket, type: asked.type, value, account, letter }, web.secrets)
  return sent
} // prettier-ignore

/** Takes the code that a customer told. @throws what `confirmCode` throws */
export async function takeCode(
  web: Web,
  actor: UserActor,
  id: string,
  code: string,
): ReturnType<typeof confirmCode> {
  const { customer } = await customerFor(actor, id)
  return confirmCode(customer._id, code, actor, web.secrets)
}

function valueOf({ type, value }: z.output<typeof codeAsked>): string {
  if (type === 'email') {
    if (!z.email().safeParse(value).success) throw new Invalid('email_invalid')
    return lowerAscii(value)
  }
  const number = toE164(value)
  if (number === null) throw new Invalid('phone_invalid')
  return number
}

/** An account that can write there: the ticket's own, its team's, or any. @throws Invalid('no_account_for_code') */
async function accountFor(type: CodeRecord['type'], ticket: TicketRecord): Promise<ChannelAccountRecord> {
  const channel = type === 'email' ? 'email' : 'sms'
  const accounts = (await listAccounts(channel)).filter(({ enabled }) => enabled)
  const found =
    accounts.find(({ _id }) => ticket.account?.equals(_id)) ??
    accounts.find(({ team }) => team !== null && ticket.team?.equals(team)) ??
    accounts[0]
  if (!found) throw new Invalid('no_account_for_code', { channel })
  return found
}

function letterOf(
  web: Web,
  account: ChannelAccountRecord,
  customer: CustomerRecord,
  { language }: TicketRecord,
  code: string,
): CodeLetter {
  const locale = language ?? customer.locale ?? web.config.defaults.locale
  const view = { account: account.name, code, minutes: codeMinutes }
  if (account.channel === 'email') return renderMail('code', view, locale)
  return { subject: '', text: translator(locale)('code_sms', view) }
}
