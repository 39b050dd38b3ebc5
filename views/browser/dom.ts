/** The first element that matches, or null. */
export function find(selector: string, within: ParentNode = document): HTMLElement | null {
  return within.querySelector<HTMLElement>(selector)
}

export function findAll(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)]
}

/** Calls `handle` with the element of this selector that the event happened in. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  handle: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null
    if (target) handle(target, event)
  })
}

/** A number kept in a data attribute; 0 when there is none. */
export function dataNumber(element: HTMLElement | null, name: string): number {
  return Number(element?.dataset[name] ?? 0)
}

/** Elements of a fragment of HTML. */
export function parse(html: string): DocumentFragment {
  const holder = document.createElement('template')
  holder.innerHTML = html
  return holder.content
}

/** Whether keys belong to what is being typed. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select'))
} // prettier-ignore
