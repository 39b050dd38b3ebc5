import type { DeliveryResult } from '../../channel.js'
import type { GraphAnswer } from './graph.js'

/** One step that makes something visible to the customer; `idOf` finds its id in the answer. */
export interface VisibleStep {
  run: () => Promise<GraphAnswer>
  idOf: (answer: Extract<GraphAnswer, { ok: true }>) => string
}

/**
 * Sends the parts of one message in their order. When a later one fails the earlier ones have been seen, so the whole is
 * `unknown` (`partly_sent`) and never sent again by itself.
 */
export async function sendParts(steps: readonly VisibleStep[]): Promise<DeliveryResult> {
  const externalIds: string[] = []
  for (const [done, step] of steps.entries()) {
    const answer = await step.run()
    if (!answer.ok) return done === 0 ? answer.failure : partly(done, steps.length, answer)
    externalIds.push(step.idOf(answer))
  }
  if (externalIds.length === 0) return { ok: false, class: 'permanent', code: 'nothing_to_send' }
  return { ok: true, externalIds: externalIds.filter((id) => id !== ''), state: 'accepted' }
}

function partly(done: number, all: number, { failure }: Extract<GraphAnswer, { ok: false }>): DeliveryResult {
  const why = [failure.code, failure.detail].filter((one) => one !== undefined).join(' ')
  return { ok: false, class: 'unknown', code: 'partly_sent', detail: `${done}/${all}: ${why}`.slice(0, 300) }
}
