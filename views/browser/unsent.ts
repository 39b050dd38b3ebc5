import type { AttachmentView } from '../types.js'

/** A reply or note on its way to the server. The clientId makes sending it again harmless. */
export interface Unsent {
  number: number
  kind: 'reply' | 'note'
  text: string
  baseSeq: number
  clientId: string
  then: string
  /** By which way a reply goes, and by which template; '' as the customer last wrote, and for free words. */
  route: string
  template: string
  channel: string
  /** Uploaded already. */
  attachments: AttachmentView[]
  at: string
}

export interface UnsentStore {
  add: (unsent: Unsent) => void
  remove: (clientId: string) => void
  get: (clientId: string) => Unsent | undefined
  of: (number: number) => Unsent[]
  all: () => Unsent[]
}

/** What was written and not yet taken by the server survives a reload of the tab. */
export function makeUnsentStore(storage: Storage = sessionStorage): UnsentStore {
  const read = (): Unsent[] => JSON.parse(storage.getItem('unsent') ?? '[]') as Unsent[]
  const write = (list: Unsent[]): void => storage.setItem('unsent', JSON.stringify(list))
  return {
    add: (unsent) => write([...read().filter((one) => one.clientId !== unsent.clientId), unsent]),
    remove: (clientId) => write(read().filter((one) => one.clientId !== clientId)),
    get: (clientId) => read().find((one) => one.clientId === clientId),
    of: (number) => read().filter((one) => one.number === number),
    all: read,
  }
}
