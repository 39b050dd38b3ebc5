/** A copy of `body` in which the value at `path` (which key at each level, counted round) is another one. */
export function distorted(body: unknown, path: readonly number[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof body !== 'object' || body === null) return value
  const keys = Object.keys(body)
  const key = keys[step % Math.max(keys.length, 1)]
  if (key === undefined) return value
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...body }) as Record<string, unknown>
  copy[key] = distorted(copy[key], rest, value)
  return copy
}
