import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { now } from '../server/lib/clock.js'
import { helpers, type HelperEnv } from './helpers.js'
import { translator } from './i18n.js'
import type { PageViews, PartialViews, RenderEnv, Views } from './types.js'

export const viewsFolder = fileURLToPath(new URL('.', import.meta.url))

/** The options of every compilation, on the server and for the browser, so that both refuse the same mistakes. */
export const compileOptions = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
}

type Layout = 'app' | 'auth' | 'public' | 'widget'

const layouts: Record<keyof PageViews, Layout> = {
  'pages/sign-in': 'auth',
  'pages/set-up': 'auth',
  'pages/accept-invitation': 'auth',
  'pages/inbox': 'app',
  'pages/customers/show': 'app',
  'pages/customers/merge': 'app',
  'pages/customers/merge-tickets': 'app',
  'pages/customers/promise': 'app',
  'pages/new-conversation': 'app',
  'pages/new-call': 'app',
  'pages/outbox': 'app',
  'pages/settings/channels': 'app',
  'pages/settings/channel': 'app',
  'pages/settings/email-accounts': 'app',
  'pages/settings/email-account': 'app',
  'pages/settings/links': 'app',
  'pages/settings/rules': 'app',
  'pages/settings/rule': 'app',
  'pages/settings/quarantine': 'app',
  'pages/settings/users': 'app',
  'pages/settings/system': 'app',
  'pages/error': 'public',
  'pages/demo-shop': 'public',
  'pages/widget': 'widget',
  'pages/complaint': 'public',
  'pages/complaint-sent': 'public',
  'pages/privacy': 'public',
  'pages/status': 'public',
  'pages/status-link': 'public',
  'pages/customer-link': 'app',
}

const handlebars = Handlebars.create()
const compiled = new Map<string, Handlebars.TemplateDelegate>()

/**
 * HTML of a page (a whole document) or of a partial (a fragment).
 * @param name of a template, see views/types.ts
 * @param view plain data; properties of prototypes are refused by Handlebars, so records go through presenters
 * @param env language, zone, theme and asset URLs
 * @throws Error when a template names a value that the view does not have
 */
export function render<N extends keyof Views>(name: N, view: Views[N], env: RenderEnv): string {
  const data = { env: helperEnv(env) }
  if (!isPage(name)) return template(`partials/${name}`)(view, { data })
  const body = template(name)(view, { data })
  const title = (view as { title?: string }).title ?? data.env.t(`titles.${name.slice('pages/'.length)}`)
  return template(`layouts/${layouts[name]}`)({ ...view, page: name, title, body }, { data })
}

/** What helpers see; also used for mail. */
export function helperEnv(env: RenderEnv): HelperEnv {
  return { ...env, now: now().toISOString(), t: translator(env.locale) }
}

/** Names of the templates in a folder below views/, without their ending. */
export function templateNames(folder: string): string[] {
  return readdirSync(join(viewsFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.slice(0, -'.hbs'.length).replaceAll('\\', '/'))
    .sort()
}

/** A template by its path below views/, compiled once. */
export function template(path: string): Handlebars.TemplateDelegate {
  const known = compiled.get(path)
  if (known) return known
  if (compiled.size === 0) registerAll()
  const fresh = handlebars.compile(readFileSync(join(viewsFolder, `${path}.hbs`), 'utf8'), compileOptions)
  compiled.set(path, fresh)
  return fresh
}

function registerAll(): void {
  handlebars.registerHelper(helpers as unknown as Handlebars.HelperDeclareSpec)
  for (const name of templateNames('partials')) {
    const source = readFileSync(join(viewsFolder, 'partials', `${name}.hbs`), 'utf8')
    handlebars.registerPartial(name, handlebars.compile(source, compileOptions))
  }
}

function isPage(name: keyof PageViews | keyof PartialViews): name is keyof PageViews {
  return name.startsWith('pages/')
}
