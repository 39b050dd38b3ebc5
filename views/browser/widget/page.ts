/** The element with this data attribute; the page has it, or the page is at fault. */
export function part(name: string, within: ParentNode = document): HTMLElement {
  const found = within.querySelector<HTMLElement>(`[data-${name}]`)
  if (!found) throw new Error(`no [data-${name}]`)
  return found
}

export function parts(name: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(`[data-${name}]`)]
}

/** A copy of a template of the page. */
export function piece(name: string): HTMLElement {
  const template = document.getElementById(`piece-${name}`)
  const first = template instanceof HTMLTemplateElement ? template.content.firstElementChild : null
  if (!first) throw new Error(`no piece ${name}`)
  return first.cloneNode(true) as HTMLElement
}

/** Shows a text, or nothing at all. */
export function tell(element: HTMLElement, text: string): void {
  element.textContent = text
  element.hidden = text === ''
}

/** A small form's value as text. */
export function valueOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** As the server reads an address; whether it exists only a mail can tell. */
export function looksLikeEmail(text: string): boolean {
  return /^(?!\.)(?!.*\.\.)[\w'+.-]*[\w+-]@([a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/i.test(text)
}

/** On a touch screen a focused field brings up the keyboard: there the heading takes the focus. */
export function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches
}
