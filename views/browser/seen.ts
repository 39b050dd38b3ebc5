/** How far this browser has read each ticket; kept on this machine only. */
export interface Seen {
  mark: (number: number, seq: number) => void
  isNew: (number: number, seq: number) => boolean
  /** The first time, everything that is already there counts as read. */
  settle: (rows: [number, number][]) => void
}

const limit = 1_000

export function makeSeen(storage: Storage = localStorage): Seen {
  const kept = storage.getItem('seen')
  const seen = new Map<number, number>(kept ? (JSON.parse(kept) as [number, number][]) : [])
  let isFirst = kept === null
  const save = (): void => storage.setItem('seen', JSON.stringify([...seen].slice(-limit)))
  const mark = (number: number, seq: number): void => {
    if ((seen.get(number) ?? -1) >= seq) return
    seen.delete(number)
    seen.set(number, seq)
    save()
  }
  return {
    mark,
    isNew: (number, seq) => !isFirst && seq > (seen.get(number) ?? 0),
    settle: (rows) => {
      if (isFirst) for (const [number, seq] of rows) seen.set(number, seq)
      if (isFirst) save()
      isFirst = false
    },
  }
}
