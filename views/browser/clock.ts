/** The only place of the browser code that asks the time. */
export function nowMs(): number {
  return Date.now()
}

export function nowIso(): string {
  return new Date(nowMs()).toISOString()
}
