import { Types } from 'mongoose'
import { z } from 'zod'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import type { UserActor } from '../../models/actor.js'
import { channelNames } from '../../models/intake/message-shapes.js'
import { assertMay } from '../../models/may.js'
import * as messages from '../../models/messages/index.js'
import { snooze, type TicketRecord } from '../../models/tickets/index.js'
import { presentMessage } from '../../../views/present/messages.js'
import * as schemas from '../api/schemas.js'
import { assertTaken } from '../reply-limits.js'
import { chosenTemplate } from '../reply-templates.js'
import type { Web } from '../web.js'
import { definedOf } from './session.js'

export const writing = z.strictObject({
  kind: z.enum(['reply', 'note']),
  text: z.string().max(100_000),
  baseSeq: z.number().int().min(0).optional(),
  clientId: z.string().regex(/^[\w-]{8,64}$/),
  attachments: z.array(schemas.objectIdText).max(20).default([]),
  /** What becomes of the ticket after a reply; `snooze` needs `until`. */
  then: z.enum(['resolve', 'pending', 'snooze']).optional(),
  until: schemas.instant.optional(),
  /** By which way a reply goes: a key of GET /tickets/:number/routes, or just the channel; else as the customer last wrote. */
  route: z.string().min(1).max(80).optional(),
  channel: z.enum(channelNames).optional(),
  /** An approved template; without `variables` they are read out of `text`. */
  template: z
    .strictObject({
      id: z.string().min(1).max(300),
      variables: z.record(z.string().max(60), z.string().max(1_000)).optional(),
    })
    .optional(),
})

export type WritingInput = z.output<typeof writing>

/**
 * Writes as the API and the page do, with the rights that the kind asks for, and only what the channel takes now.
 * @throws Conflict('newer_messages') with views, and what `assertTaken` and `chosenTemplate` throw
 */
export async function writeMessage(
  web: Web,
  ticket: TicketRecord,
  by: UserActor,
  input: WritingInput,
): Promise<messages.Written> {
  const { then, until } = input
  assertMay(by, input.kind === 'note' ? 'note' : 'reply', ticket)
  if (then === 'resolve') assertMay(by, 'close', ticket)
  const snoozed = then === 'snooze' ? instantOf(until) : null
  if (snoozed) assertMay(by, 'snooze', ticket)
  const options = {
    secrets: web.secrets,
    undoSeconds: web.config.email.undoSeconds,
    allow: (route: messages.ReplyRoute, writing: messages.Writing) => assertTaken(ticket, route, writing, web),
  }
  try {
    const done = await messages.write(ticket, by, await writingOf(ticket, input), options)
    web.counts.clear()
    return snoozed && !done.repeated ? { ...done, ticket: await snooze(done.ticket, by, snoozed) } : done
  } catch (error) {
    throw inViews(error, ticket.number)
  }
} // prettier-ignore

async function writingOf(ticket: TicketRecord, input: WritingInput): Promise<messages.Writing> {
  const { kind, text, baseSeq, clientId, then, template } = input
  const choice = input.kind === 'reply' ? choiceOf(input) : undefined
  const chosen =
    template && kind === 'reply' ? await chosenTemplate(ticket, choice, template, text) : { text }
  return {
    ...definedOf({ kind, clientId, baseSeq, route: choice }),
    ...chosen,
    ...(then === undefined || then === 'snooze' ? {} : { then }),
    attachments: input.attachments.map((id) => new Types.ObjectId(id)),
  }
}

/** What was said of the way; undefined where nothing was. */
export function choiceOf({
  route,
  channel,
}: Pick<WritingInput, 'route' | 'channel'>): messages.RouteChoice | undefined {
  if (route === undefined && channel === undefined) return undefined
  return definedOf({ key: route, channel })
}

/** @throws Invalid('snooze_in_past') also when no instant is given, so that nothing is written without its snooze */
function instantOf(until: string | undefined): Date {
  const at = until === undefined ? null : new Date(until)
  if (!at || at <= now()) throw new Invalid('snooze_in_past')
  return at
}

function inViews(error: unknown, number: number): unknown {
  if (!(error instanceof Conflict) || error.code !== 'newer_messages') return error
  const newer = error.details['messages'] as messages.MessageRecord[]
  return new Conflict(
    error.code,
    { messages: newer.map((message) => presentMessage(message, number)) },
    { cause: error },
  )
}
