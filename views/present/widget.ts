import { readTexts } from '../i18n.js'
import type { Locale, WidgetPage } from '../types.js'

/**
 * The chat's frame for one site.
 * @param input.site key of the chat account
 * @param input.name what the frame is called until the session has told the site's name
 * @param input.parent origin of the page that holds the frame
 */
export function presentWidgetPage(input: {
  site: string
  name: string
  parent: string
  locale: Locale
}): WidgetPage {
  const all = readTexts(input.locale)['widget'] as unknown as WidgetPage['boot']['texts']
  const { site, name, parent, locale } = input
  return {
    title: name,
    boot: { site, parent, locale, texts: { live: plain(all.live), errors: plain(all.errors) } },
  }
}

/** Values stand as `{name}`: the frame fills them in itself, and a page with `{{` in it is one that was not filled. */
function plain(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, text.replace(/\{\{(\w+)\}\}/g, '{$1}')]),
  )
}
