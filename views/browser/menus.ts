import { find, findAll, on } from './dom.js'
import type { App } from './app.js'

/** Small menus close when one looks elsewhere; the theme button goes round light, dark and the system's choice. */
export function startMenus(app: App): void {
  document.addEventListener('click', (event) => {
    for (const menu of findAll('details[data-menu][open]'))
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute('open')
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    const open = find('details[data-menu][open]')
    open?.removeAttribute('open')
    open?.querySelector('summary')?.focus()
  })
  const toggle = find('[data-theme-toggle]')
  if (toggle) startTheme(app, toggle)
}

function startTheme({ t }: App, toggle: HTMLElement): void {
  const order = ['auto', 'light', 'dark']
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = (theme: string): void => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.dataset['bsTheme'] = theme === 'dark' || (theme === 'auto' && dark.matches) ? 'dark' : 'light'
    toggle.title = t('shell.theme_now', { theme: t(`shell.themes.${theme}`) })
  }
  const current = (): string => document.documentElement.dataset['theme'] ?? 'auto'
  toggle.hidden = false
  apply(current())
  dark.addEventListener('change', () => apply(current()))
  on('click', '[data-theme-toggle]', () => {
    const next = order[(order.indexOf(current()) + 1) % order.length] ?? 'auto'
    localStorage.setItem('theme', next)
    apply(next)
  })
} // prettier-ignore
