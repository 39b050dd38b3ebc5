import { dayNumber, formatDate } from '../../helpers/dates.js'
import { fileSize, hue, initials, linkify } from '../../helpers/text.js'
import type { Locale } from '../../types/common.js'
import type { WidgetFile, WidgetMessage } from '../../types/widget.js'
import { nowIso } from '../clock.js'
import { part, piece, tell } from './page.js'
import type { OutboxState } from './outbox.js'
import type { Words } from './words.js'

/** A message as it is drawn: of the server, or still on its way to it. */
export interface Item {
  key: string
  message: WidgetMessage
  /** Only on what the visitor wrote and the server does not show yet. */
  outbox?: { state: OutboxState; code: string } | undefined
}

export interface Look {
  words: Words
  locale: Locale
  zone: string
  urlOf: (file: WidgetFile) => string
  online: () => boolean
}

export interface Place {
  /** Follows a message of the same writer. */
  next: boolean
  /** The visitor's last one: says how far it has come. */
  last: boolean
}

/** Fills a message's element; text of people only ever becomes text, or links that tell the far end nothing. */
export function fillBubble(element: HTMLElement, { key, message, outbox }: Item, look: Look, { next, last }: Place): void {
  const { words } = look
  const mine = message.from === 'visitor'
  const name = nameOf(message, words)
  element.dataset['key'] = key
  element.className = `message ${mine ? 'is-mine' : 'is-theirs'} is-${message.from}${next ? ' is-next' : ''}${outbox ? ` is-${outbox.state}` : ''}${message.deleted ? ' is-deleted' : ''}`
  showAvatar(part('avatar', element), mine || next ? '' : name)
  tell(part('name', element), mine || next ? '' : name)
  part('who', element).textContent = mine ? words.say('you') : words.say('says', { name })
  const text = message.deleted ? words.say('deleted') : message.text
  const shown = part('words', element)
  if (shown.dataset['text'] !== text) {
    shown.dataset['text'] = text
    shown.innerHTML = linkify(text)
    shown.hidden = text === ''
  }
  showFiles(part('files', element), message.deleted ? [] : message.attachments, look, outbox !== undefined)
  const time = part('time', element)
  time.textContent = formatDate(message.at, 'time', look.locale, look.zone)
  time.setAttribute('datetime', message.at)
  tell(part('delivery', element), deliveryOf({ message, outbox }, look, last))
  part('retry', element).hidden = outbox?.state !== 'failed'
} // prettier-ignore

/** The day that stands above its first message. */
export function fillDay(element: HTMLElement, iso: string, { words, locale, zone }: Look): void {
  const ago = dayNumber(nowIso(), zone) - dayNumber(iso, zone)
  const names = [words.say('today_label'), words.say('yesterday_label')]
  part('day', element).textContent = names[ago] ?? formatDate(iso, 'date', locale, zone)
}

/** An initials avatar; '' hides it but keeps its place. */
export function showAvatar(element: HTMLElement, name: string): void {
  element.textContent = name === '' ? '' : initials(name)
  element.className = `avatar${name === '' ? ' avatar-none' : ` avatar-hue-${hue(name)}`}`
}

/** What the visitor reads as the writer's name. */
export function nameOf({ from, name }: WidgetMessage, words: Words): string {
  if (from === 'bot') return words.say('bot', { name: name || words.say('team') })
  if (from === 'auto') return words.say('auto')
  return name || words.say('team')
}

function deliveryOf({ message, outbox }: Pick<Item, 'message' | 'outbox'>, { words, online }: Look, last: boolean): string {
  if (message.from !== 'visitor') return ''
  if (outbox?.state === 'failed') return `${words.say('failed')}: ${words.fault(outbox.code)}`
  if (outbox?.state === 'waiting' || (outbox?.state === 'sending' && !online())) return words.say('waiting')
  if (outbox?.state === 'sending') return words.say('sending')
  return last ? words.say(message.state ?? 'sent') : ''
} // prettier-ignore

/** @param pending not yet in the conversation, so that the server would not give the files out */
function showFiles(element: HTMLElement, files: WidgetFile[], look: Look, pending: boolean): void {
  const shown = `${pending}:${files.map(({ id }) => id).join()}`
  if (element.dataset['shown'] === shown) return
  element.dataset['shown'] = shown
  const draw = (file: WidgetFile): HTMLElement =>
    file.type.startsWith('image/') && !pending ? picture(file, look) : fileLink(file, look, pending)
  element.replaceChildren(...files.map(draw))
}

function picture(file: WidgetFile, { words, urlOf }: Look): HTMLElement {
  const link = piece('image') as HTMLAnchorElement
  link.href = urlOf(file)
  const image = link.querySelector('img')
  if (image) Object.assign(image, { src: link.href, alt: words.say('picture', { name: file.name }) })
  return link
}

function fileLink(file: WidgetFile, { locale, urlOf }: Look, pending: boolean): HTMLElement {
  const link = piece('file') as HTMLAnchorElement
  if (!pending) link.href = urlOf(file)
  part('file-name', link).textContent = file.name
  part('file-size', link).textContent = fileSize(file.size, locale === 'tr' ? ',' : '.')
  return link
}
