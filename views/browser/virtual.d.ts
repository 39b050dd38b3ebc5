declare module 'virtual:templates' {
  /** Precompiled partials by name. */
  export const templates: Record<string, unknown>
}
declare module 'virtual:texts' {
  import type { Texts } from '../helpers/translate.js'
  export const texts: Record<'tr' | 'en', Texts>
}
