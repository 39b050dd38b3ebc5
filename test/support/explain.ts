import { expect } from 'chai'

interface Explainable {
  explain(verbosity: 'queryPlanner'): unknown
}

/**
 * Fails when the database would answer this query by reading a whole collection, by sorting in memory, or not at all
 * because the collection is not there. Give it a mongoose query that has not run.
 */
export async function expectIndexed(query: Explainable): Promise<void> {
  const explained = await Promise.resolve(query.explain('queryPlanner'))
  const stages = stagesIn(explained)
  expect(stages, 'the plan names its stages').to.not.be.empty
  expect(stages, JSON.stringify(stages)).to.not.include.oneOf(['COLLSCAN', 'SORT', 'EOF'])
}

function stagesIn(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(stagesIn)
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([key, value]) => {
    if (key === 'rejectedPlans' || key === 'command') return []
    return key === 'stage' && typeof value === 'string' ? [value] : stagesIn(value)
  })
}
