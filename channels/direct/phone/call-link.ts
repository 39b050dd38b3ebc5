/** What a call link may look like: a scheme that calls, or a web page of the telephone system's, with `{number}` in it. */
export const callLinkPattern = '^(?:(?:tel|sips?|callto):[^\\s"<>{}]{0,200}|https?://[^\\s"<>{}]{1,400})\\{number\\}[^\\s"<>{}]{0,200}$' // prettier-ignore

/**
 * The link that calls a number: an account's own template, else the telephone of the machine (RFC 3966).
 * @param number in E.164
 * @param template as `callLinkPattern` has it, e.g. `sip:{number}@pbx.example`; anything else is as none
 */
export function callHref(number: string, template = ''): string {
  if (!new RegExp(callLinkPattern).test(template)) return `tel:${number}`
  // in the query of a web address a plus would be read as a space
  const written = template.startsWith('http') ? encodeURIComponent(number) : number
  return template.replace('{number}', () => written)
}
