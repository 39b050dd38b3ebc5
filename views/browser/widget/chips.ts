import type { WidgetFile, WidgetLimits } from '../../types/widget.js'
import { part, piece, tell } from './page.js'
import type { Server } from './server.js'
import type { Words } from './words.js'

export interface Chips {
  add: (files: File[]) => void
  /** Files that are up, or why the message has to wait. */
  ready: () => { files: WidgetFile[] } | { fault: string }
  clear: () => void
}

interface Chip {
  element: HTMLElement
  stop: () => void
  file?: WidgetFile
  fault?: string
}

interface Surroundings {
  server: Server
  words: Words
  limits: () => WidgetLimits
  changed: () => void
}

/** Files that go with the next message: each is sent up at once, and says so when it fails. */
export function makeChips({ server, words, limits, changed }: Surroundings): Chips {
  const chips = new Set<Chip>()
  const list = part('chips')
  const show = (): void => {
    list.hidden = chips.size === 0
    changed()
  }

  const take = (file: File): void => {
    const chip: Chip = { element: piece('chip'), stop: () => undefined }
    chips.add(chip)
    list.append(chip.element)
    part('chip-name', chip.element).textContent = file.name
    part('chip-remove', chip.element).onclick = () => {
      chip.stop()
      chips.delete(chip)
      chip.element.remove()
      part('write').focus()
      show()
    }
    part('chip-again', chip.element).onclick = () => void send(chip, file)
    void send(chip, file)
  }

  const send = async (chip: Chip, file: File): Promise<void> => {
    const refused = refusal(file, limits())
    const bar = part('chip-progress', chip.element) as HTMLProgressElement
    bar.setAttribute('aria-label', words.say('uploading', { name: file.name }))
    delete chip.fault
    drawChip(chip)
    const uploading = refused ? null : server.upload(file, (percent) => (bar.value = percent))
    if (uploading) chip.stop = uploading.stop
    const answer = uploading ? await uploading.done : { code: refused }
    if ('code' in answer) chip.fault = words.fault(answer.code)
    else chip.file = answer.body
    drawChip(chip, refused === '')
    show()
  }

  return {
    add: (files) => {
      const most = limits().files
      const room = files.slice(0, most - chips.size)
      for (const file of room) take(file)
      show()
      if (room.length < files.length) tell(part('composer-fault'), words.say('too_many', { n: most }))
    },
    ready: () => {
      for (const { file, fault } of chips) if (!file) return { fault: fault ?? '' }
      return { files: [...chips].flatMap(({ file }) => file ?? []) }
    },
    clear: () => {
      chips.clear()
      list.replaceChildren()
      show()
    },
  }
} // prettier-ignore

/** Said before anything is sent; the server looks for itself. */
function refusal({ size, type }: File, { bytes, types }: WidgetLimits): string {
  if (size > bytes) return 'too_large'
  return types.includes(type) ? '' : 'file_type_not_allowed'
}

/** @param again whether trying once more can help */
function drawChip({ element, file, fault }: Chip, again = false): void {
  part('chip-progress', element).hidden = file !== undefined || fault !== undefined
  part('chip-again', element).hidden = fault === undefined || !again
  tell(part('chip-fault', element), fault ?? '')
  element.classList.toggle('is-failed', fault !== undefined)
}
