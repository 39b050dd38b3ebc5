import { loaderStyle } from './loader-style.js'

/** The button, its number of unread messages, and the panel in the shop's page. */
export type Shell = [button: HTMLButtonElement, badge: HTMLElement, panel: HTMLElement]

/** Made element by element: a shop may forbid markup from strings (Trusted Types) and style elements (style-src). */
export function makeShell(label: string): Shell {
  const [host, button, badge, panel] = ['div', 'button', 'span', 'div'].map((name) =>
    document.createElement(name),
  ) as [HTMLElement, ...Shell]
  const root = host.attachShadow({ mode: 'closed' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(loaderStyle)
  root.adoptedStyleSheets = [sheet]
  button.append(badge)
  panel.role = 'dialog'
  panel.ariaLabel = label
  panel.ariaLive = 'polite'
  root.append(panel, button)
  document.body.append(host)
  return [button, badge, panel]
}
