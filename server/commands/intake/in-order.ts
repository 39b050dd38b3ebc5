/** How many are worked on at a time. */
const width = 16

/**
 * Works on many items at a time and gives their results in the items' order.
 * @param waits whether an item must not begin before everything before it has ended
 * @throws what `work` throws
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  waits: (item: T) => boolean,
): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  for await (const item of items) {
    const most = waits(item) ? 0 : width - 1
    while (running.length > most) yield await (running.shift() as Promise<R>)
    const result = work(item)
    // Whoever awaits it in its turn hears of a failure; before that it must not count as unhandled.
    result.catch(() => undefined)
    running.push(result)
  }
  for (const result of running) yield await result
}
