/** What a reader should know of a link before following it, and the host it really leads to. */
export interface LinkDoubt {
  /** letters: its host has letters that look like others; login: it hides its host behind a name; number: a bare address. */
  code: 'letters' | 'login' | 'number' | 'elsewhere'
  host: string
}

/**
 * What is doubtful about a web address, or null (Unicode TR 39: names that look like others).
 * @param written as it stands in the text; hosts with only Turkish letters beside ASCII ones are ordinary here
 */
export function doubtOf(written: string): LinkDoubt | null {
  if (!URL.canParse(written)) return null
  const { hostname, username } = new URL(written)
  if (username !== '') return { code: 'login', host: hostname }
  if (/^\d+(?:\.\d+){3}$|^\[/.test(hostname)) return { code: 'number', host: hostname }
  if (!/(?:^|\.)xn--/.test(hostname)) return null
  const shown = /^https?:\/\/([^/?#:]*)/i.exec(written)?.[1] ?? ''
  // ı is left out: beside i it is the letter that imitates
  const isTurkish = /^[a-z0-9.çğöşü-]+$/i.test(shown.normalize('NFC')) && !/(?:^|\.)xn--/i.test(shown)
  return isTurkish ? null : { code: 'letters', host: hostname }
}

/**
 * Whether the words of a link name another place than it leads to.
 * @param words the link's text
 * @param href where it leads
 */
export function misleads(words: string, href: string): LinkDoubt | null {
  const named = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[:/?#]\S*)?\s*$/iu.exec(words)?.[1]
  if (named === undefined || !URL.canParse(href) || !URL.canParse(`https://${named}`)) return null
  const [said, real] = [bare(new URL(`https://${named}`).hostname), bare(new URL(href).hostname)]
  if (real === '' || said === real || real.endsWith(`.${said}`) || said.endsWith(`.${real}`)) return null
  return { code: 'elsewhere', host: real }
}

function bare(host: string): string {
  return host.replace(/^www\./, '').replace(/\.$/, '')
}
