import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import Handlebars from 'handlebars'
import { packageRoot } from './assets.js'
import { buildChatStyle, buildStyle, sprite } from './build-styles.js'
import { sha256 } from '../server/lib/ids.js'
import { compileOptions } from './templates.js'
import { locales, readTexts } from './i18n.js'
import type { Locale } from './types.js'
import type { Texts } from './helpers/translate.js'

/** Sections of the texts that the browser needs; the rest stays on the server. */
const browserTexts = [
  'live', 'time', 'tickets', 'statuses', 'priorities', 'channels', 'because', 'messages', 'delivery', 'reasons',
  'composer', 'watchers', 'events', 'codes', 'errors', 'customers', 'promises', 'links', 'shell', 'keys', 'forms',
] // prettier-ignore

/** Partials that the browser renders itself, with all that they call. */
const browserPartials = [
  'tickets/row',
  'tickets/header',
  'tickets/events',
  'tickets/watchers',
  'messages/files',
  'messages/message',
  'messages/segments',
]

const require = createRequire(import.meta.url)
const sources = join(packageRoot, 'views')

/**
 * Builds what browsers load: scripts, one style sheet, the icon sprite; names carry their content's hash, and
 * manifest.json tells the URL of each logical name.
 * @param outDir folder that is served under /assets/; emptied first
 * @param dev leaves the code readable
 */
export async function buildAssets({
  outDir,
  dev = false,
}: {
  outDir: string
  dev?: boolean
}): Promise<Record<string, string>> {
  const [scripts, chat, style, chatStyle] = await Promise.all([
    buildScripts(dev),
    buildChatScripts(dev),
    buildStyle(dev),
    buildChatStyle(dev),
  ])
  const files = {
    ...scripts,
    ...chat,
    'app.css': style,
    'widget.css': chatStyle,
    'icons.svg': sprite(),
    'favicon.svg': readFileSync(join(sources, 'styles/favicon.svg')),
  }
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  const manifest: Record<string, string> = {}
  for (const [name, content] of Object.entries(files)) {
    const ending = extname(name)
    const hashed = `${basename(name, ending)}-${sha256(content).slice(0, 12)}${ending}`
    writeFileSync(join(outDir, hashed), content)
    manifest[name] = `/assets/${hashed}`
  }
  writeFileSync(join(outDir, 'manifest.json'), JSON.stringify(manifest, null, 2))
  return manifest
}

/** Puts the templates and texts beside the compiled code. */
export function copyTemplates(target: string): void {
  for (const folder of ['layouts', 'pages', 'partials', 'mail', 'locales']) {
    rmSync(join(target, folder), { recursive: true, force: true })
    cpSync(join(sources, folder), join(target, folder), { recursive: true })
  }
}

function buildScripts(dev: boolean): Promise<Record<string, Uint8Array>> {
  const names = ['inbox', 'public', 'sms-counter', 'theme']
  const texts = Object.fromEntries(locales.map((locale) => [`texts-${locale}`, `virtual:texts-${locale}`]))
  return bundle({ ...Object.fromEntries(names.map((name) => [name, `${name}.ts`])), ...texts }, 'esm', dev)
}

/** Chat runs in pages and frames of other origins, where a module would need CORS: classic scripts. */
function buildChatScripts(dev: boolean): Promise<Record<string, Uint8Array>> {
  return bundle({ 'widget-loader': 'widget/loader.ts', widget: 'widget/frame.ts' }, 'iife', dev)
}

async function bundle(
  entries: Record<string, string>,
  format: 'esm' | 'iife',
  dev: boolean,
): Promise<Record<string, Uint8Array>> {
  const result = await build({
    entryPoints: Object.entries(entries).map(([out, file]) => ({ in: sourceOf(file), out })),
    bundle: true,
    write: false,
    outdir: '/',
    format,
    target: 'es2022',
    minify: !dev,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [virtualModules()],
    alias: { handlebars: require.resolve('handlebars/runtime') },
  })
  return Object.fromEntries(result.outputFiles.map((file) => [basename(file.path), file.contents]))
}

function sourceOf(file: string): string {
  return file.startsWith('virtual:') ? file : join(sources, 'browser', file)
}

/** Modules that are made while building: precompiled partials, and the texts the browser needs. */
export function virtualModules(): Plugin {
  return {
    name: 'virtual-modules',
    setup(build) {
      build.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'virtual' }))
      build.onLoad({ filter: /^virtual:templates$/, namespace: 'virtual' }, () => ({ contents: precompiled(), loader: 'js' }))
      build.onLoad({ filter: /^virtual:texts-(tr|en)$/, namespace: 'virtual' }, ({ path }) => ({ contents: texts(path.slice(-2) as Locale), loader: 'js' }))
      build.onLoad({ filter: /^virtual:loader-texts$/, namespace: 'virtual' }, () => ({ contents: loaderTexts(), loader: 'js' }))
    },
  }
} // prettier-ignore

function precompiled(): string {
  const specs = [...reachable(browserPartials)].sort().map((name) => {
    const source = readFileSync(join(sources, 'partials', `${name}.hbs`), 'utf8')
    return `${JSON.stringify(name)}: ${Handlebars.precompile(source, compileOptions) as string}`
  })
  return `export const templates = {\n${specs.join(',\n')}\n}`
}

/** These partials and every partial they call. */
function reachable(names: string[], found = new Set<string>()): Set<string> {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name)
    const source = readFileSync(join(sources, 'partials', `${name}.hbs`), 'utf8')
    reachable(
      [...source.matchAll(/\{\{> ([\w/-]+)/g)].map((match) => match[1] ?? ''),
      found,
    )
  }
  return found
}

/** A reader needs one language. */
function texts(locale: Locale): string {
  const all = readTexts(locale)
  return `export const texts = ${JSON.stringify(Object.fromEntries(browserTexts.map((section) => [section, all[section]])))}`
}

/** The few words that stand in the shop's own page. */
function loaderTexts(): string {
  const chosen = locales.map((locale) => [locale, (readTexts(locale)['widget'] as Texts)['loader']])
  return `export const texts = ${JSON.stringify(Object.fromEntries(chosen))}`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = join(packageRoot, 'dist')
  copyTemplates(join(dist, 'views'))
  const manifest = await buildAssets({ outDir: join(dist, 'public') })
  process.stderr.write(
    `redress: ${Object.keys(manifest).length} assets in ${relative(packageRoot, join(dist, 'public'))}\n`,
  )
}
