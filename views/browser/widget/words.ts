import type { WidgetBoot } from '../../types/widget.js'

export interface Words {
  /** Text by key, `{name}` filled in. */
  say: (key: string, values?: Record<string, string | number>) => string
  /** Text for an error code. */
  fault: (code: string) => string
}

/** The language's texts, as the page brought them; looking them up needs no library. */
export function makeWords({ live, errors }: WidgetBoot['texts']): Words {
  const fill = (text: string, values: Record<string, string | number>): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
  return {
    say: (key, values = {}) => fill(live[key] ?? key, values),
    fault: (code) => errors[code] ?? fill(errors['other'] ?? code, { code }),
  }
}
