import { z } from 'zod'
import { presentPlaybooks } from '../../../views/present/playbooks.js'
import { NotFound } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { markStep, playbookByKey, playbooksFor, progressOf } from '../../models/playbooks/index.js'
import type { TicketRecord } from '../../models/tickets/index.js'
import { answer, route, type AnyRoute } from '../api/route.js'
import * as schemas from '../api/schemas.js'

const both = z.object({ tr: z.string(), en: z.string() })
const done = z.object({ by: z.string(), at: schemas.instant })
const playbook = z.object({
  key: z.string(),
  name: both,
  open: z.boolean(),
  doneCount: z.number().int(),
  count: z.number().int(),
  steps: z.array(z.object({ step: z.number().int(), text: both, done: done.nullable(), words: z.string() })),
})
const oneStep = z.strictObject({
  playbook: z.string().max(64),
  step: z.number().int().min(0).max(99),
  done: z.boolean(),
})

export const playbookRoutes: AnyRoute[] = [
  route({
    method: 'get',
    path: '/tickets/:number/playbooks',
    summary: 'What to do step by step with a ticket of this category, and what of it is done',
    permission: { ticket: 'see' },
    params: schemas.numberParams,
    responses: { 200: z.object({ items: z.array(playbook) }) },
    async handler({ web, ticket }) {
      const locale = ticket.language ?? web.config.defaults.locale
      const [offered, progress] = await Promise.all([playbooksFor(ticket.category, locale), progressOf(ticket._id)])
      return { items: presentPlaybooks(ticket.number, offered, progress.done)?.playbooks ?? [] }
    },
  }),
  route({
    method: 'put',
    path: '/tickets/:number/playbook-steps',
    summary: 'Mark a step of a playbook as done in this ticket, or not',
    permission: { ticket: 'reply' },
    params: schemas.numberParams,
    body: oneStep,
    responses: { 204: null },
    async handler({ ticket, actor, body }) {
      await tickStep(ticket, actor, body, body.done)
      return answer(204)
    },
  }),
] // prettier-ignore

/** Marks a step that there is. @throws NotFound('playbook_step_not_found') */
export async function tickStep(
  ticket: TicketRecord,
  by: UserActor,
  { playbook: key, step }: { playbook: string; step: number },
  isDone: boolean,
): Promise<void> {
  const found = await playbookByKey(key)
  if (!found || !Number.isInteger(step) || !found.steps[step])
    throw new NotFound('playbook_step_not_found', { playbook: key.slice(0, 64), step })
  await markStep(ticket, by, { playbook: key, step }, isDone)
}
