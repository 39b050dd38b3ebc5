import type { Context } from 'mocha'

/**
 * Skips the running test or, in a before hook, the whole group, for a reason that the report prints.
 * @param context mocha's `this`
 */
export function skipBecause(context: Context, reason: string): never {
  const runnable = context.test ?? context.currentTest
  if (runnable) Object.assign(runnable, { skipReason: reason })
  return context.skip()
}
