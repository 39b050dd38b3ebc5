import autocannon from 'autocannon'

export interface Times {
  perSecond: number
  p50: number
  p95: number
  p99: number
}

/** Runs `work` so many times, `at` at a time, and gives rate and latencies in milliseconds. */
export async function timed(
  count: number,
  at: number,
  work: (n: number) => Promise<unknown>,
): Promise<Times> {
  const took: number[] = []
  const started = performance.now()
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const from = performance.now()
      await work(n)
      took.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: at }, worker))
  return { perSecond: count / ((performance.now() - started) / 1_000), ...percentiles(took) }
}

export function percentiles(took: number[]): Omit<Times, 'perSecond'> {
  const sorted = [...took].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Requests as fast as they are answered, for so many seconds over so many connections. @throws when one is not 2xx */
export async function cannon(
  url: string,
  token: string,
  connections: number,
  seconds: number,
): Promise<autocannon.Result> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const result = await autocannon({ url, headers, connections, duration: seconds })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx} refused and ${result.errors} failed: ${url}`)
  return result
}

/** One JSON request. @throws when it is not 2xx */
export async function ask<T>(url: string, token: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
