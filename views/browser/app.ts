import Handlebars from 'handlebars'
import { templates } from 'virtual:templates'
import type * as language from 'virtual:texts-tr'
import { helpers, type HelperEnv } from '../helpers.js'
import { makeTranslate, type Texts, type Translate } from '../helpers/translate.js'
import type { PartialViews, PersonRef, RenderEnv } from '../types.js'
import { nowIso } from './clock.js'

/** What the server says of the reader, in the page's boot data. */
export interface Boot extends RenderEnv {
  me: PersonRef
  mailConfigured: boolean
}

/** What every module of the browser gets. */
export interface App {
  boot: Boot
  t: Translate
  renderHtml: <N extends keyof PartialViews>(name: N, view: PartialViews[N]) => string
  /** The partial's root element. */
  render: <N extends keyof PartialViews>(name: N, view: PartialViews[N]) => HTMLElement
}

/** @throws Error when the page has no boot data, which is a fault of the layout */
export async function makeApp(): Promise<App> {
  const element = document.getElementById('boot')
  if (!element) throw new Error('no boot data')
  const boot = JSON.parse(element.textContent) as Boot
  const { texts } = (await import(boot.assets[`texts-${boot.locale}.js`] ?? '')) as typeof language
  const t = makeTranslate(boot.locale, texts as Texts)
  const renderHtml = makeRender(boot, t)
  const render: App['render'] = (name, view) => firstElement(renderHtml(name, view))
  return { boot, t, renderHtml, render }
}

/** The browser's renderer: the same partials, precompiled, and the same helpers as on the server. */
export function makeRender(env: RenderEnv, t: Translate): App['renderHtml'] {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers as unknown as Handlebars.HelperDeclareSpec)
  for (const [name, spec] of Object.entries(templates))
    handlebars.registerPartial(name, handlebars.template(spec as TemplateSpecification))
  return (name, view) => {
    const data: { env: HelperEnv } = { env: { ...env, now: nowIso(), t } }
    return (handlebars.partials[name] as Handlebars.TemplateDelegate)(view, { data })
  }
}

function firstElement(html: string): HTMLElement {
  const holder = document.createElement('template')
  holder.innerHTML = html
  const first = holder.content.firstElementChild
  if (!(first instanceof HTMLElement)) throw new Error('a partial without an element')
  return first
}
