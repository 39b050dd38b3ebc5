import { errorText } from '../helpers.js'
import { fileSize } from '../helpers/text.js'
import type { AttachmentView } from '../types.js'
import type { App } from './app.js'
import { dataNumber, find, on } from './dom.js'
import { toast } from './toasts.js'
import { upload, type Upload } from './upload.js'

/** The files of the message that is being written, per ticket; they wait while one looks at another ticket. */
export interface Attaching {
  /** What stands against sending now, as a text key; '' when nothing does. */
  obstacle: (number: number) => '' | 'composer.files_busy' | 'composer.files_failed'
  /** Those that are uploaded; from here on they belong to the message. */
  take: (number: number) => AttachmentView[]
  putBack: (number: number, files: AttachmentView[]) => void
  opened: () => void
}

interface Held {
  key: string
  name: string
  size: number
  source: File | null
  file: AttachmentView | null
  wrong: string
  again: boolean
  percent: number
  running: Upload | null
}

export function startAttaching(app: App): Attaching {
  const held = new Map<number, Held[]>()
  const of = (number: number): Held[] => held.get(number) ?? []
  const keep = (number: number, files: Held[]): void => {
    if (files.length > 0) held.set(number, files)
    else held.delete(number)
    show(app, number, files)
  }
  const start = (number: number, one: Held): void => {
    if (!one.source) return
    Object.assign(one, { wrong: '', again: false, percent: 0 })
    one.running = upload(one.source, (percent) => {
      one.percent = percent
      const bar = document.querySelector<HTMLProgressElement>(`[data-file="${one.key}"] progress`)
      if (bar) bar.value = percent
    })
    void one.running.done.then((result) => {
      one.running = null
      if ('file' in result) one.file = result.file
      else Object.assign(one, { wrong: errorText(app.t, result.code), again: true })
      if (of(number).includes(one)) show(app, number, of(number))
    })
  }
  const add = (form: HTMLFormElement, files: File[]): void => {
    const number = dataNumber(form, 'number')
    const { most, bytes } = limitsOf(form)
    const free = Math.max(0, most - of(number).length)
    if (files.length > free) toast(app.t('composer.files_too_many', { files: most }))
    const fresh = files.slice(0, free).map((file) => holdOf(app, file, bytes))
    for (const one of fresh) if (one.wrong === '') start(number, one)
    keep(number, [...of(number), ...fresh])
  }
  listen(add)
  on('click', '[data-file-remove]', (button) => {
    const { number, one } = heldBy(button, of)
    one?.running?.stop()
    keep(number, of(number).filter((other) => other !== one))
    find('[data-attach]')?.focus()
  })
  on('click', '[data-file-again]', (button) => {
    const { number, one } = heldBy(button, of)
    if (one) start(number, one)
    show(app, number, of(number))
  })
  return {
    obstacle: (number) => {
      if (of(number).some(({ running }) => running)) return 'composer.files_busy'
      return of(number).some(({ wrong }) => wrong) ? 'composer.files_failed' : ''
    },
    take: (number) => {
      const files = of(number).flatMap(({ file }) => file ?? [])
      keep(number, [])
      return files
    },
    putBack: (number, files) => keep(number, [...files.map(uploaded), ...of(number)]),
    opened: () => {
      const form = find('[data-composer]')
      const box = find('[data-attach-box]')
      if (box) box.hidden = false
      if (form) show(app, dataNumber(form, 'number'), of(dataNumber(form, 'number')))
    },
  }
} // prettier-ignore

/** Chosen, dropped on the composer, or pasted into it. */
function listen(add: (form: HTMLFormElement, files: File[]) => void): void {
  on('change', '[data-attach]', (element) => {
    const input = element as HTMLInputElement
    if (input.form) add(input.form, [...(input.files ?? [])])
    input.value = ''
  })
  on('dragover', '[data-composer]', (form, event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    form.classList.add('is-dropping')
  })
  on('dragleave', '[data-composer]', (form, event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget)))
      form.classList.remove('is-dropping')
  })
  on('drop', '[data-composer]', (form, event) => {
    form.classList.remove('is-dropping')
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    add(form as HTMLFormElement, files)
  })
  on('paste', '[data-composer]', (form, event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    add(form as HTMLFormElement, files)
  })
}

function holdOf({ t, boot }: App, file: File, bytes: number): Held {
  const limit = fileSize(bytes, boot.locale === 'tr' ? ',' : '.')
  const tooLarge = file.size > bytes ? t('composer.file_too_large', { size: limit }) : ''
  const wrong = file.size === 0 ? t('composer.file_empty') : tooLarge
  const { name, size } = file
  return { key: crypto.randomUUID(), name, size, source: file, file: null, wrong, again: false, percent: 0, running: null }
} // prettier-ignore

function uploaded(file: AttachmentView): Held {
  const { name, size } = file
  return { key: crypto.randomUUID(), name, size, source: null, file, wrong: '', again: false, percent: 100, running: null }
} // prettier-ignore

function heldBy(button: HTMLElement, of: (number: number) => Held[]): { number: number; one: Held | undefined } {
  const number = dataNumber(button.closest<HTMLElement>('[data-composer]'), 'number')
  const key = button.closest<HTMLElement>('[data-file]')?.dataset['file']
  return { number, one: of(number).find((held) => held.key === key) }
} // prettier-ignore

function limitsOf(form: HTMLElement | null): { most: number; bytes: number } {
  return { most: dataNumber(form, 'maxFiles'), bytes: dataNumber(form, 'maxBytes') }
}

function show({ renderHtml }: App, number: number, held: Held[]): void {
  const form = find(`[data-composer][data-number="${number}"]`)
  const holder = form && find('[data-files]', form)
  if (!holder) return
  const { most, bytes } = limitsOf(form)
  const files = held.map(({ key, name, size, wrong, again, percent, running }) => ({
    key,
    name,
    size,
    wrong,
    again,
    percent,
    busy: running !== null,
  }))
  holder.innerHTML = renderHtml('messages/files', { files, upload: { files: most, bytes } })
}
