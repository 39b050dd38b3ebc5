import { errorText } from '../helpers.js'
import type { App } from './app.js'
import { find } from './dom.js'

/** Says something for a while in the corner; screen readers hear it too. */
export function toast(text: string, kind: 'good' | 'bad' = 'bad'): void {
  const holder = find('[data-toasts]')
  if (!holder) return
  const note = document.createElement('div')
  note.className = kind === 'good' ? 'toast-note is-good' : 'toast-note'
  note.textContent = text
  holder.append(note)
  setTimeout(() => note.remove(), 8_000)
}

/** The code of an error answer; `internal` when the body is not ours. */
export async function errorCode(response: Response): Promise<{ code: string; details: Record<string, unknown> }> {
  const body: unknown = await response.json().catch(() => null)
  const error = (body as { error?: { code?: string; details?: Record<string, unknown> } } | null)?.error
  return { code: error?.code ?? (response.status === 401 ? 'not_signed_in' : 'internal'), details: error?.details ?? {} }
} // prettier-ignore

/** Tells the person why something they asked for was not done. */
export async function toastError(app: App, response: Response): Promise<void> {
  const { code, details } = await errorCode(response)
  toast(app.t('live.failed', { reason: errorText(app.t, code, details) }))
}
