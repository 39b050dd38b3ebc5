import type { WidgetFile, WidgetLimits } from '../../types/widget.js'
import { nowMs } from '../clock.js'
import { makeChips } from './chips.js'
import { part, tell } from './page.js'
import type { Server } from './server.js'
import type { Words } from './words.js'

interface Surroundings {
  server: Server
  words: Words
  limits: () => WidgetLimits
  send: (text: string, files: WidgetFile[]) => void
  typing: (on: boolean) => void
}

/** Where the visitor writes: Enter sends, Shift+Enter makes a line; files come by picking, dropping or pasting. */
export function startComposer({ server, words, limits, send, typing }: Surroundings): { clear: () => void } {
  const text = part('write') as HTMLTextAreaElement
  const button = part('send') as HTMLButtonElement
  const fault = part('composer-fault')
  const refresh = (): void => {
    const ready = chips.ready()
    const empty = text.value.trim() === '' && 'files' in ready && ready.files.length === 0
    button.disabled = empty || 'fault' in ready
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight, 132)}px`
  }
  const chips = makeChips({ server, words, limits, changed: refresh })
  const typed = typingSignal(typing)

  const submit = (): void => {
    const ready = chips.ready()
    tell(fault, 'fault' in ready ? ready.fault : '')
    if ('fault' in ready || (text.value.trim() === '' && ready.files.length === 0)) return
    send(text.value.trim(), ready.files)
    clear()
    text.focus()
  }
  const clear = (): void => {
    text.value = ''
    typed.stop()
    chips.clear()
    tell(fault, '')
  }

  part('composer').onsubmit = (event) => {
    event.preventDefault()
    submit()
  }
  text.oninput = () => {
    refresh()
    if (text.value.trim() !== '') typed.go()
  }
  text.onkeydown = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  }
  attendFiles((files) => {
    tell(fault, '')
    chips.add(files)
  })
  refresh()
  return { clear }
}

/** Tells at most every three seconds that somebody writes, and five seconds after the last key that nobody does. */
function typingSignal(typing: (on: boolean) => void): { go: () => void; stop: () => void } {
  let toldAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => {
    clearTimeout(timer)
    if (toldAt > 0) typing(false)
    toldAt = 0
  }
  const go = (): void => {
    clearTimeout(timer)
    timer = setTimeout(stop, 5_000)
    if (nowMs() - toldAt < 3_000) return
    toldAt = nowMs()
    typing(true)
  }
  return { go, stop }
}

function attendFiles(take: (files: File[]) => void): void {
  const pick = part('pick') as HTMLInputElement
  const drop = part('drop')
  const screen = drop.parentElement
  pick.onchange = () => {
    take([...(pick.files ?? [])])
    pick.value = ''
  }
  part('write').onpaste = (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    take(files)
  }
  if (!screen) return
  screen.ondragover = (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    drop.hidden = false
  }
  drop.ondragleave = () => (drop.hidden = true)
  screen.ondrop = (event) => {
    event.preventDefault()
    drop.hidden = true
    take([...(event.dataTransfer?.files ?? [])])
  }
}
