/** What the shop's own origin keeps for the visitor: the frame has no origin and can keep nothing. */
export type Kept = Record<string, string>

/**
 * In localStorage, each thing under a key of its own, so that two tabs never write over each other's. Where that is
 * closed the token, named '', goes into a cookie; where both are, the frame knows it as long as the page lives.
 */
export function makeStore(site: string): [keep: (name: string, value: string | null) => void, kept: () => Kept] {
  const prefix = `redress:${site}:`
  const keep = (name: string, value: string | null): void =>
    attempt(
      () => (value === null ? localStorage.removeItem(prefix + name) : localStorage.setItem(prefix + name, value)),
      () => {
        if (!name) document.cookie = `redress-${site}=${value ?? ''};path=/;max-age=${value === null ? 0 : 15_552_000}`
      },
    )
  const kept = (): Kept => {
    const found: Kept = {}
    attempt(
      () => {
        for (const [key, value] of Object.entries<string>(localStorage))
          if (key.startsWith(prefix)) found[key.slice(prefix.length)] = value
      },
      () => {
        found[''] = document.cookie.split(`redress-${site}=`)[1]?.split(';')[0] ?? ''
      },
    )
    return found
  }
  return [keep, kept]
} // prettier-ignore

/** Storage of a page may be closed to scripts, and then its mere mention throws. */
function attempt(first: () => void, second?: () => void): void {
  try {
    first()
  } catch {
    if (second) attempt(second)
  }
}
