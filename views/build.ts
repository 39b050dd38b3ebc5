import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, transform, type Plugin } from 'esbuild'
import Handlebars from 'handlebars'
import { packageRoot } from './assets.js'
import { iconsByCode } from './helpers/icons.js'
import { sha256 } from '../server/lib/ids.js'
import { compileOptions, templateNames } from './templates.js'
import { locales, readTexts } from './i18n.js'

/** Sections of the texts that the browser needs; the rest stays on the server. */
const browserTexts = [
  'live', 'time', 'tickets', 'statuses', 'priorities', 'channels', 'because', 'messages', 'delivery', 'reasons',
  'composer', 'watchers', 'events', 'codes', 'errors', 'customers', 'shell', 'keys', 'forms',
] // prettier-ignore

/** Partials that the browser renders itself, with all that they call. */
const browserPartials = [
  'tickets/row',
  'tickets/header',
  'tickets/events',
  'tickets/watchers',
  'messages/files',
  'messages/message',
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
  const [scripts, style] = await Promise.all([buildScripts(dev), buildStyle(dev)])
  const files = {
    ...scripts,
    'app.css': style,
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

async function buildScripts(dev: boolean): Promise<Record<string, Uint8Array>> {
  const names = ['inbox', 'public', 'theme']
  const result = await build({
    entryPoints: names.map((name) => join(sources, 'browser', `${name}.ts`)),
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    minify: !dev,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [virtualModules()],
    alias: { handlebars: require.resolve('handlebars/runtime') },
  })
  return Object.fromEntries(result.outputFiles.map((file) => [basename(file.path), file.contents]))
}

/** Modules that are made while building: precompiled partials, and the texts the browser needs. */
export function virtualModules(): Plugin {
  return {
    name: 'virtual-modules',
    setup(build) {
      build.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'virtual' }))
      build.onLoad({ filter: /^virtual:templates$/, namespace: 'virtual' }, () => ({ contents: precompiled(), loader: 'js' }))
      build.onLoad({ filter: /^virtual:texts$/, namespace: 'virtual' }, () => ({ contents: texts(), loader: 'js' }))
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

function texts(): string {
  const chosen = locales.map((locale) => {
    const all = readTexts(locale)
    return [locale, Object.fromEntries(browserTexts.map((section) => [section, all[section]]))]
  })
  return `export const texts = ${JSON.stringify(Object.fromEntries(chosen))}`
}

async function buildStyle(dev: boolean): Promise<string> {
  const tabler = readFileSync(require.resolve('@tabler/core/dist/css/tabler.min.css'), 'utf8').replace(/\/\*# sourceMappingURL.*?\*\//, '')
  const own = readdirSync(join(sources, 'styles')).filter((file) => file.endsWith('.css')).sort()
  const css = own.map((file) => readFileSync(join(sources, 'styles', file), 'utf8')).join('\n')
  return `${tabler}\n${dev ? css : (await transform(css, { loader: 'css', minify: true, target: 'chrome120' })).code}`
} // prettier-ignore

/** One SVG with a symbol for each icon that a template names or a code chooses. */
function sprite(): string {
  const folder = dirname(require.resolve('@tabler/icons/outline/mail.svg'))
  const symbols = [...usedIcons()].sort().map((name) => {
    const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '')
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
} // prettier-ignore

function usedIcons(): Set<string> {
  const names = new Set(['circle', ...Object.values(iconsByCode).flatMap((codes) => Object.values(codes))])
  for (const folder of ['layouts', 'pages', 'partials'])
    for (const name of templateNames(folder))
      for (const match of readFileSync(join(sources, folder, `${name}.hbs`), 'utf8').matchAll(/\bicon '([a-z0-9-]+)'/g))
        names.add(match[1] ?? '')
  return names
} // prettier-ignore

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = join(packageRoot, 'dist')
  copyTemplates(join(dist, 'views'))
  const manifest = await buildAssets({ outDir: join(dist, 'public') })
  process.stderr.write(
    `redress: ${Object.keys(manifest).length} assets in ${relative(packageRoot, join(dist, 'public'))}\n`,
  )
}
