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
  const texts = readTexts(input.locale)['widget'] as unknown as WidgetPage['boot']['texts']
  const { live, errors } = texts
  const { site, name, parent, locale } = input
  return { title: name, boot: { site, parent, locale, texts: { live, errors } } }
}
