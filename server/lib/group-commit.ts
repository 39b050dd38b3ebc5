/** How work is grouped. */
export interface Grouping<I, O> {
  /** Does several at once, all or none; gives their results in order. */
  together: (items: readonly I[]) => Promise<O[]>
  /** Does one; also what each is left to when doing them together failed. */
  alone: (item: I) => Promise<O>
  /** How many at once. */
  most: number
  /** How many groups run at a time. */
  abreast: number
}

/**
 * Groups calls that come while others are running, as a database groups its commits: nobody waits for company, and the
 * busier it is, the more share one change. A group that fails is done one by one, so that one bad item fails alone.
 */
export function groupCommit<I, O>({
  together,
  alone,
  most,
  abreast,
}: Grouping<I, O>): (item: I) => Promise<O> {
  const waiting: { item: I; resolve: (result: O) => void; reject: (error: unknown) => void }[] = []
  let running = 0

  const run = async (): Promise<void> => {
    const group = waiting.splice(0, most)
    try {
      const results = await together(group.map(({ item }) => item))
      group.forEach(({ resolve }, index) => resolve(results[index] as O))
    } catch {
      // Which one was at fault is not known: each tells its own caller.
      await Promise.all(group.map(({ item, resolve, reject }) => alone(item).then(resolve, reject)))
    }
  }
  const next = (): void => {
    while (running < abreast && waiting.length > 0) {
      running += 1
      void run().finally(() => {
        running -= 1
        next()
      })
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      next()
    })
}
