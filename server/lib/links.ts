/** Hosts of the web addresses in a text or in HTML, in lower case and as ASCII (RFC 5891), each once; of 300 addresses at most. */
export function hostsIn(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s<>"'()\\]+/gi) ?? []
  const hosts = found.slice(0, 300).flatMap((url) => hostOf(url) ?? [])
  return [...new Set(hosts)]
}

/** Whether a host is one of these, or lies below one. */
export function isAmong(host: string, hosts: readonly string[]): boolean {
  return hosts.some((one) => host === one || host.endsWith(`.${one}`))
}

/** A host as somebody types it, with or without its scheme and path, in the form in which hosts are compared; null for none. */
export function typedHost(typed: string): string | null {
  const text = typed.trim()
  const host = hostOf(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  return host !== null && host.length <= 253 && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host) ? host : null
}

function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const host = new URL(url).hostname.replace(/\.$/, '')
  return host === '' ? null : host
}
