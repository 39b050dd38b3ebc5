import { texts } from 'virtual:loader-texts'
import { makeShell } from './loader-shell.js'
import { makeStore } from './loader-store.js'
import type { ShopUser, ToFrame, ToHost } from './messages.js'

type Command = [name: string, ...args: unknown[]]
type Listener = (detail?: unknown) => void
type Api = ((...command: Command) => void) & { q?: Iterable<unknown>[] }
declare global {
  interface Window {
    /** `helpdesk('open' | 'close' | 'identify', user | 'shutdown' | 'on', event, listener)`, also before this is loaded. */
    helpdesk?: Api
    /** The same; there once this is loaded. */
    redress?: Api
  }
}

const script = document.currentScript as HTMLScriptElement
const start = (): void => load(script)
// A page that names the script twice has one chat all the same.
if (!window.redress) {
  if (document.body as HTMLElement | null) start()
  else addEventListener('DOMContentLoaded', start)
}

function load({ src, dataset: { site = '', lang } }: HTMLScriptElement): void {
  const locale = /^tr/i.test(lang || document.documentElement.lang) ? 'tr' : 'en'
  const words = texts[locale]
  const [keep, kept] = makeStore(site)
  const listeners: [event: string, listener: Listener][] = []
  const [button, badge, panel] = makeShell(words.title)
  let frame: HTMLIFrameElement | null = null
  let port: MessagePort | null = null
  let opened = false
  let unread = 0
  let user: ShopUser | undefined

  const tell = (message: ToFrame): void => port?.postMessage(message)
  const emit = (event: string, detail?: unknown): void =>
    listeners.forEach(([wanted, listener]) => wanted === event && listener(detail))

  const draw = (): void => {
    panel.hidden = !opened
    button.ariaExpanded = `${opened}`
    button.ariaLabel = words.title + (unread ? `, ${unread} ${words.unread}` : '')
    badge.textContent = `${unread || ''}`
  }

  const count = (messages: number): void => {
    unread = messages
    draw()
    emit('unread', unread)
  }

  const show = (open: boolean): void => {
    if (open === opened) return
    opened = open
    if (open && !frame) bring()
    draw()
    tell({ open })
    ;(open ? frame : button)?.focus()
    emit(open ? 'open' : 'close')
  }

  const fill = (content: HTMLElement | string): void => {
    port = null
    panel.className = ''
    panel.replaceChildren(content)
  }

  const bring = (): void => {
    const made = (frame = document.createElement('iframe'))
    made.title = words.title
    made.setAttribute('sandbox', 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox')
    made.src = new URL(`widget/frame?site=${site}&lang=${locale}&parent=${location.origin}`, src).href
    // A frame that the server refused or a policy blocked loads as well, but says nothing.
    made.onload = () =>
      setTimeout(() => {
        if (port || frame !== made) return
        frame = null
        fill(words.failed)
      }, 3_000)
    fill(made)
  }

  const hear = ({ data }: MessageEvent<ToHost>): void => {
    if (data.type === 'keep') keep(data.name, data.value)
    else if (data.type === 'close') show(false)
    else count(data.count)
  }

  // The port is taken from our own frame only, and its sender named this page's origin exactly.
  addEventListener('message', ({ source, ports: [given] }) => {
    if (!given || !frame || source !== frame.contentWindow) return
    port = given
    port.onmessage = hear
    panel.className = 'on'
    tell({ kept: kept(), page: location.origin + location.pathname, user, open: opened })
  })

  const shutdown = (): void => {
    show(false)
    for (const name of Object.keys(kept())) keep(name, null)
    frame = null
    fill('')
    user = undefined
    count(0)
  }

  const api: Api = (name, ...args) => {
    if (name === 'open') show(true)
    else if (name === 'close') show(false)
    else if (name === 'shutdown') shutdown()
    else if (name === 'on') listeners.push(args as [string, Listener])
    else if (name === 'identify') tell({ user: (user = args[0] as ShopUser) })
  }
  button.onclick = () => show(!opened)
  button.onkeydown = ({ key }) => {
    if (key === 'Escape') show(false)
  }
  draw()
  // Who has written before may have an answer waiting; to anybody else the page costs nothing until they ask.
  if (kept()['']) bring()
  const early = window.helpdesk?.q ?? []
  window.helpdesk = window.redress = api
  for (const command of early) api(...(command as Command))
}
