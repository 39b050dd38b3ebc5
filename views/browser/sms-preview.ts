import type { App } from './app.js'
import { find } from './dom.js'
import type * as counting from './sms-counter.js'

type Counter = typeof counting

export interface SmsPreview {
  /** Shows in how many parts the text goes, where the chosen way is paid for by the part. */
  show: (form: HTMLFormElement, note: HTMLElement | null) => void
}

/** The counter is fetched when a way needs it for the first time: most pages never do. */
export function makeSmsPreview(app: App): SmsPreview {
  let counter: Promise<Counter> | undefined
  const load = (): Promise<Counter> =>
    (counter ??= import(app.boot.assets['sms-counter.js'] ?? '') as Promise<Counter>)
  return {
    show: (form, note) => {
      const holder = note?.dataset['counted'] === 'true' ? find('[data-segments]', note) : null
      if (!holder) return
      void load().then((loaded) => {
        const text = (form.elements.namedItem('text') as HTMLTextAreaElement).value
        holder.innerHTML = app.renderHtml('messages/segments', viewOf(loaded, text))
      })
    },
  }
}

function viewOf({ count, folded }: Counter, text: string) {
  const now = count(text)
  const plain = folded(text)
  const other = count(plain)
  const saved = now.parts - other.parts
  return { ...now, folded: saved > 0 ? { text: plain, parts: other.parts, saved } : null }
}
