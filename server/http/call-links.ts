import { callHref } from '../../channels/direct/phone/index.js'
import type { CustomerCardView, PhoneView } from '../../views/types.js'
import { listAccounts, type ChannelAccountRecord } from '../models/channel-accounts/index.js'
import { shortCache } from '../models/short-cache.js'

const links = shortCache<string>(5_000, 1)

/** The telephone's own account, the first that is switched on; null where there is none. */
export async function phoneAccount(): Promise<ChannelAccountRecord | null> {
  return (await listAccounts('phone')).find(({ enabled }) => enabled) ?? null
}

/** Makes a link that calls out of a number, as the telephone's account wants it; believed for 5 s. */
export async function callLinker(): Promise<(number: string) => string> {
  const template = await links.get('first', async () => {
    const link = (await phoneAccount())?.settings['callLink']
    return typeof link === 'string' ? link : ''
  })
  return (number) => callHref(number, template)
}

/** Forgets which telephone there is; for tests that change it under the page. */
export function forgetCallLinks(): void {
  links.clear()
}

/** Numbers, each once, with the links that call them. */
export function phoneViews(numbers: readonly string[], link: (number: string) => string): PhoneView[] {
  return [...new Set(numbers)].slice(0, 10).map((number) => ({ number, href: link(number) }))
}

/** The customer's card with its numbers made into links. */
export function withCallLinks(card: CustomerCardView, link: (number: string) => string): CustomerCardView {
  return {
    ...card,
    identities: card.identities.map((one) =>
      one.type === 'phone' ? { ...one, call: link(one.value) } : one,
    ),
  }
}
