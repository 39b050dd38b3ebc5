declare module 'virtual:templates' {
  /** Precompiled partials by name. */
  export const templates: Record<string, unknown>
}
declare module 'virtual:texts-tr' {
  /** The texts the browser needs in one language; each language is a file of its own. */
  export const texts: object
}
declare module 'virtual:loader-texts' {
  /** What the chat's button says, by language. */
  export const texts: Record<'tr' | 'en', Record<'title' | 'unread' | 'failed', string>>
}
